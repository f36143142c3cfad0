// Package postgres is the store for deployments: PostgreSQL with pgvector 0.8
// or newer, shared by any number of service processes.
//
// It implements ingest.Store, retrieval.Store and assistant.Conversations on
// one type, with plain SQL beside the function that runs it.
//
// Order never depends on the database's collation: every text column that is
// ordered or compared is COLLATE "C", which is byte order, as in Go and SQLite.
//
// Writers of the library (packs, vectors) take turns by locking its single
// row, which also counts generations; so a generation that a reader has seen
// never lacks a change with a smaller number. Writers of turns lock only their
// conversation.
//
// Nearest is exact where the chosen documents hold up to 20,000 vectors, and
// by an HNSW index above that, for dimensions up to 2,000. In both cases the
// database finds candidates and package nearest ranks them, so that an exact
// search gives the order of every other backend.
package postgres
