-- What a row says in figures and what it refers to: JSON arrays, '' for none.
ALTER TABLE document_rows ADD COLUMN figures TEXT NOT NULL DEFAULT '';
ALTER TABLE document_rows ADD COLUMN refers TEXT NOT NULL DEFAULT '';

-- reader is the version of what read the source; 0 for packs stored before
-- there was one.
ALTER TABLE packs ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;

-- noted says that what the answer rests on stands in the tables below. A
-- program that does not know them leaves it 0; one that does catches up.
ALTER TABLE turns ADD COLUMN noted INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1));
CREATE INDEX turns_unnoted ON turns (conversation, seq) WHERE noted = 0;

CREATE TABLE answer_quotes (
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    document     TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    clause       TEXT    NOT NULL,
    start_at     INTEGER NOT NULL,
    end_at       INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq, position),
    FOREIGN KEY (conversation, seq) REFERENCES turns (conversation, seq) ON DELETE CASCADE
) STRICT;
CREATE INDEX answer_quotes_clause ON answer_quotes (document, version, clause);

-- The rules that an answer's results come from, with each document version
-- that the same answer quotes.
CREATE TABLE answer_rules (
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    rule         TEXT    NOT NULL,
    document     TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq, rule, document, version),
    FOREIGN KEY (conversation, seq) REFERENCES turns (conversation, seq) ON DELETE CASCADE
) STRICT;
CREATE INDEX answer_rules_rule ON answer_rules (document, version, rule);
