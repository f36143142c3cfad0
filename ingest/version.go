package ingest

// ReaderVersion numbers what ingest makes of a source: text, rows, metadata,
// figures, references and relations. A change that reads the same bytes
// otherwise raises it, so that stored packs are read again; the test of the
// same name says when. A higher number never gives way to a lower one: an
// older program on the same store leaves what a newer one has read.
const ReaderVersion = 5
