// Package migrate reads the numbered SQL files that a storage backend embeds
// and decides which of them a database still needs.
//
// Files are named 0001_what_it_does.sql. The sequence starts at 1 and has no
// gaps and no duplicates. Running them, and the lock that keeps two processes
// from running them at once, is the backend's part, as every database has its
// own way of it.
package migrate
