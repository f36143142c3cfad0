// Package storagetest is the conformance suite of the storage contracts:
// ingest.Store, ingest.Answers, retrieval.Store and assistant.Conversations.
// Every backend runs it on a fresh database and must give the same answers in
// the same order. Killed kills processes that write into a backend.
//
// The fixtures of the suite are exported: other packages that need a pack to
// put into a store can make one with Pack.
package storagetest
