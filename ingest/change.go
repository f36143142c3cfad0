package ingest

// ChangeKind says what became of a clause between two versions.
type ChangeKind string

// The kinds of change.
const (
	ClauseAdded      ChangeKind = "added"
	ClauseRemoved    ChangeKind = "removed"
	ClauseChanged    ChangeKind = "changed"    // other words, under the same key or another
	ClauseRenumbered ChangeKind = "renumbered" // the same words under another key
)

// Change is one row that differs between two versions of a document. White
// space, width and script alone are no difference.
type Change struct {
	Kind     ChangeKind `json:"kind"`
	Document string     `json:"document"` // of the new version, or of the old where it is gone
	Old      *Side      `json:"old,omitempty"`
	New      *Side      `json:"new,omitempty"`
	// Edits are the stretches that differ, for a changed clause.
	Edits []Edit `json:"edits,omitempty"`
}

// Side is a clause in one of the versions.
type Side struct {
	Document string `json:"document"`
	Clause   string `json:"clause"`
	Path     string `json:"path,omitempty"`
	Start    int    `json:"start"` // code points of that version's source
	End      int    `json:"end"`
	Text     string `json:"text"`
}

// Edit replaces a stretch of the old text by a stretch of the new one; either
// may be empty. Offsets are code points of the sources.
type Edit struct {
	OldStart int    `json:"old_start"`
	OldEnd   int    `json:"old_end"`
	Old      string `json:"old"`
	NewStart int    `json:"new_start"`
	NewEnd   int    `json:"new_end"`
	New      string `json:"new"`
}
