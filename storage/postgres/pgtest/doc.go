// Package pgtest gives tests a PostgreSQL with pgvector.
//
// A test asks for a database of its own with Database. Where the server comes
// from, in this order: the environment variable TEST_DATABASE_URL; a server
// on this machine that has pgvector; the private tree in .cache/postgres that
// .ci/postgres.sh makes. In the last two cases a throw-away cluster is
// started that listens on a unix socket only: once for a whole run by the
// command in cluster, or once for a package by Main.
//
// Where there is none, tests are skipped; they fail instead where CI or
// CLAUSEWISE_REQUIRE_POSTGRES is set.
package pgtest
