-- What the staff of a hotline keep.
CREATE TABLE taken (
    conversation text COLLATE "C" PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    staff        text        NOT NULL,
    at           timestamptz NOT NULL
);

CREATE TABLE desk_notes (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation text COLLATE "C" NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    staff        text        NOT NULL,
    at           timestamptz NOT NULL,
    text         text        NOT NULL
);
CREATE INDEX desk_notes_conversation ON desk_notes (conversation, id);

CREATE INDEX turns_asked_at ON turns (asked_at);
