CREATE TABLE conversations (
    id          text COLLATE "C" PRIMARY KEY,
    secret_hash bytea,
    site        text NOT NULL,
    language    text NOT NULL,
    created_at  timestamptz NOT NULL
);

-- answer and state are JSON as it came, byte for byte, NULL for none.
CREATE TABLE turns (
    conversation text COLLATE "C" NOT NULL REFERENCES conversations (id),
    seq          bigint NOT NULL,
    request      text COLLATE "C" NOT NULL,
    question     text   NOT NULL,
    answer_id    text COLLATE "C" NOT NULL,
    answer       text,
    state        text,
    asked_at     timestamptz NOT NULL,
    PRIMARY KEY (conversation, seq)
);
CREATE UNIQUE INDEX turns_request ON turns (conversation, request) WHERE request <> '';
CREATE INDEX turns_answer ON turns (answer_id) WHERE answer_id <> '';

CREATE TABLE feedback (
    answer  text COLLATE "C" PRIMARY KEY,
    vote    integer NOT NULL CHECK (vote IN (-1, 1)),
    comment text NOT NULL,
    at      timestamptz NOT NULL
);
