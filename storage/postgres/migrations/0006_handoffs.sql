-- Questions left for a person. done_at is NULL while they are open.
CREATE TABLE handoffs (
    id           text COLLATE "C" PRIMARY KEY,
    conversation text COLLATE "C" NOT NULL REFERENCES conversations (id),
    request      text COLLATE "C" NOT NULL,
    answer       text COLLATE "C" NOT NULL,
    site         text NOT NULL,
    language     text NOT NULL,
    question     text NOT NULL,
    name         text NOT NULL,
    contact      text NOT NULL,
    at           timestamptz NOT NULL,
    done_at      timestamptz,
    done_by      text NOT NULL DEFAULT '',
    note         text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX handoffs_request ON handoffs (conversation, request);
CREATE INDEX handoffs_at ON handoffs (at, id);
