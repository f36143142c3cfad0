// Package ingest turns the files of policy packs into documents and rows.
//
// A source file goes through these steps, one file of the package each:
//
//   - read.go: bytes to text, by package reader. Of plain text nothing is
//     dropped but a byte order mark, so that offsets are those of the source;
//     for HTML, DOCX and PDF they are those of the extracted text.
//   - split.go: the page to documents and the navigation around them.
//   - markers.go: every place where a numbering marker could stand, with its
//     style, its value and what stands before it. Cross-references
//     (第三条规定的, （一）至（三）项, 1.5万个) are no candidates.
//   - numberings.go: what a marker of each style looks like.
//   - sequence.go: which candidates are markers. A candidate counts because
//     it continues or opens a sequence 1, 2, 3… of its style, not because it
//     looks like one.
//   - decimals.go: 1.1 and 1.1.1, which are markers where words follow.
//   - tree.go: sequences nested into units, numbering that restarts or runs
//     on under each heading included.
//   - rows.go, caption.go, ending.go, departments.go: units to rows that tile
//     the source, with key, path, heading and responsible departments.
//   - head.go, labels.go, metadata.go, validity.go, jurisdiction.go: what the
//     text says of itself, each value with the place where it stands.
//
// What a clause says is read out of its row, each thing with its span:
//
//   - figures.go, bounds.go, roles.go: amounts, rates, thresholds, caps,
//     periods and dates, with what bounds them and what they do ([Figures]).
//   - definitions.go: the terms that a document explains ([Definitions]).
//   - references.go, articles.go, catalogue.go: the clauses and documents it
//     refers to ([References]); relations.go: what it carries out, amends and
//     repeals ([Relations]).
//   - lint*.go: what a policy text should not leave open or get wrong ([Lint]).
//   - diff.go, align.go, edits.go: what became of every clause between two
//     versions ([Diff]); affected.go: the answers that rested on a clause
//     which has changed since ([Affected]).
//
// pack.go and policy.go load packs; ingest.go hands them to a [Store], one at a
// time in memory; reread.go reads again what an earlier reader has stored.
package ingest
