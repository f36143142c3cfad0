CREATE TABLE conversations (
    id          TEXT    NOT NULL PRIMARY KEY,
    secret_hash BLOB,
    site        TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

-- answer and state are JSON as it came, NULL for none.
CREATE TABLE turns (
    conversation TEXT    NOT NULL REFERENCES conversations (id),
    seq          INTEGER NOT NULL,
    request      TEXT    NOT NULL,
    question     TEXT    NOT NULL,
    answer_id    TEXT    NOT NULL,
    answer       TEXT,
    state        TEXT,
    asked_at     INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT;
CREATE UNIQUE INDEX turns_request ON turns (conversation, request) WHERE request <> '';
CREATE INDEX turns_answer ON turns (answer_id) WHERE answer_id <> '';

CREATE TABLE feedback (
    answer  TEXT    NOT NULL PRIMARY KEY,
    vote    INTEGER NOT NULL CHECK (vote IN (-1, 1)),
    comment TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
