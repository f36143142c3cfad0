// Package intake holds what every storage backend demands of a pack, of
// vectors and of a turn before it writes them, so that all backends take and
// refuse the same things in the same words.
//
// Text in a store is valid UTF-8 without U+0000: PostgreSQL's text type holds
// neither, so both backends refuse it. The files of a pack are bytes and kept
// as they came.
package intake
