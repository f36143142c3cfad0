-- Versions of packs that wait for a second person; decided_at is NULL while one waits.
-- The tables of 0003 were never written to.
DROP TABLE proposal_files;
DROP TABLE proposals;
CREATE TABLE proposals (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack       text COLLATE "C" NOT NULL,
    origin     text NOT NULL,
    revision   integer NOT NULL,
    over       integer NOT NULL,
    sha256     text NOT NULL,
    made_by    text NOT NULL,
    note       text NOT NULL,
    made_at    timestamptz NOT NULL,
    state      text NOT NULL,
    decided_by text NOT NULL DEFAULT '',
    reason     text NOT NULL DEFAULT '',
    decided_at timestamptz,
    version    integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX proposals_waiting ON proposals (pack, sha256) WHERE state <> 'approved';
CREATE TABLE proposal_files (
    proposal bigint NOT NULL REFERENCES proposals (id),
    name     text COLLATE "C" NOT NULL,
    content  bytea NOT NULL,
    PRIMARY KEY (proposal, name)
);
