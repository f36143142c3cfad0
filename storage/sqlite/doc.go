// Package sqlite is the embedded store: one SQLite file, clausewise.db, in the
// data directory, with no server and no C compiler.
//
// It implements ingest.Store, retrieval.Store and assistant.Conversations on
// one type. A command and a running service may share a data directory: the
// file is in WAL mode, readers never wait, and writers of all processes take
// turns under BEGIN IMMEDIATE.
//
// A write is on disk before it returns (synchronous=FULL): a turn is stored
// before its answer is sent, and survives a power cut. Ingests are few and
// bring their rows in one transaction, so this costs them nothing worth
// saving.
//
// Vectors are little-endian float32 in a BLOB. Nearest scans a copy of them in
// memory, which is read again when the library's generation has changed,
// whichever process changed it. An exact scan in memory is far faster than one
// over BLOBs, and exact.
package sqlite
