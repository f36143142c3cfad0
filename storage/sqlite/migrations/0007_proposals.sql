-- Versions of packs that wait for a second person; decided_at is 0 while one waits.
-- The tables of 0003 were never written to.
DROP TABLE proposal_files;
DROP TABLE proposals;
CREATE TABLE proposals (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pack       TEXT    NOT NULL,
    origin     TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    over       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    decided_by TEXT    NOT NULL DEFAULT '',
    reason     TEXT    NOT NULL DEFAULT '',
    decided_at INTEGER NOT NULL DEFAULT 0,
    version    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX proposals_waiting ON proposals (pack, sha256) WHERE state <> 'approved';
CREATE TABLE proposal_files (
    proposal INTEGER NOT NULL REFERENCES proposals (id),
    name     TEXT    NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (proposal, name)
) STRICT, WITHOUT ROWID;
