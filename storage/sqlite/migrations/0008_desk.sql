-- What the staff of a hotline keep.
CREATE TABLE taken (
    conversation TEXT    NOT NULL PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    staff        TEXT    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE TABLE desk_notes (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    staff        TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    text         TEXT    NOT NULL
) STRICT;
CREATE INDEX desk_notes_conversation ON desk_notes (conversation, id);

CREATE INDEX turns_asked_at ON turns (asked_at);
