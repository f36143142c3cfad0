package ingest

import (
	"context"
	"path"
	"slices"
	"strings"

	"clausewise/ingest/reader"
)

// MaxSource is the largest source file that is read, in bytes.
const MaxSource = reader.MaxSource

// What can be wrong with a source file, see [reader.Read].
var (
	ErrEmpty       = reader.ErrEmpty
	ErrTooLarge    = reader.ErrTooLarge
	ErrBinary      = reader.ErrBinary
	ErrUndecodable = reader.ErrUndecodable
	ErrFormat      = reader.ErrFormat
	ErrBroken      = reader.ErrBroken
	ErrEncrypted   = reader.ErrEncrypted
	ErrScanned     = reader.ErrScanned
	ErrNoUnicode   = reader.ErrNoUnicode
	ErrBomb        = reader.ErrBomb
	ErrTimeout     = reader.ErrTimeout
)

// sourceNames are what the source of a pack may be called.
var sourceNames = []string{"source.txt", "source.md", "source.html", "source.htm", "source.docx", "source.pdf"}

// readSource returns the text of a source file. The errors wrap a sentinel
// above and say what to do; the caller names the file.
func readSource(ctx context.Context, name string, data []byte) (reader.Source, error) {
	return reader.Read(ctx, name, data)
}

// isSourceName reports a file that holds, or was meant to hold, the source of
// a pack. "source" in a format that can't be read is one too: its error says
// what to do, where passing over it would say that there is no source.
func isSourceName(name string) bool {
	return slices.Contains(sourceNames, strings.ToLower(name)) || strings.TrimSuffix(name, path.Ext(name)) == "source"
}
