-- Questions left for a person. done_at is 0 while they are open.
CREATE TABLE handoffs (
    id           TEXT    NOT NULL PRIMARY KEY,
    conversation TEXT    NOT NULL REFERENCES conversations (id),
    request      TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    site         TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    question     TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    done_at      INTEGER NOT NULL DEFAULT 0,
    done_by      TEXT    NOT NULL DEFAULT '',
    note         TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX handoffs_request ON handoffs (conversation, request);
CREATE INDEX handoffs_at ON handoffs (at, id);
