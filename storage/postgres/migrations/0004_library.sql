-- What a row says in figures and what it refers to: JSON arrays, '' for none.
ALTER TABLE document_rows ADD COLUMN figures text NOT NULL DEFAULT '';
ALTER TABLE document_rows ADD COLUMN refers text NOT NULL DEFAULT '';

-- reader is the version of what read the source; 0 for packs stored before
-- there was one.
ALTER TABLE packs ADD COLUMN reader integer NOT NULL DEFAULT 0;

-- noted says that what the answer rests on stands in the tables below. A
-- program that does not know them leaves it false; one that does catches up.
ALTER TABLE turns ADD COLUMN noted boolean NOT NULL DEFAULT false;
CREATE INDEX turns_unnoted ON turns (conversation, seq) WHERE NOT noted;

CREATE TABLE answer_quotes (
    conversation text COLLATE "C" NOT NULL,
    seq          bigint  NOT NULL,
    position     integer NOT NULL,
    document     text COLLATE "C" NOT NULL,
    version      integer NOT NULL,
    clause       text COLLATE "C" NOT NULL,
    start_at     integer NOT NULL,
    end_at       integer NOT NULL,
    PRIMARY KEY (conversation, seq, position),
    FOREIGN KEY (conversation, seq) REFERENCES turns (conversation, seq) ON DELETE CASCADE
);
CREATE INDEX answer_quotes_clause ON answer_quotes (document, version, clause);

-- The rules that an answer's results come from, with each document version
-- that the same answer quotes.
CREATE TABLE answer_rules (
    conversation text COLLATE "C" NOT NULL,
    seq          bigint  NOT NULL,
    rule         text COLLATE "C" NOT NULL,
    document     text COLLATE "C" NOT NULL,
    version      integer NOT NULL,
    PRIMARY KEY (conversation, seq, rule, document, version),
    FOREIGN KEY (conversation, seq) REFERENCES turns (conversation, seq) ON DELETE CASCADE
);
CREATE INDEX answer_rules_rule ON answer_rules (document, version, rule);

-- Whoever listens on the channel "clausewise" is told the topic that has
-- changed, by whatever program changed it, once its transaction is complete.
CREATE FUNCTION clausewise_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('clausewise', TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE TRIGGER library_changed AFTER UPDATE ON library
    FOR EACH STATEMENT EXECUTE FUNCTION clausewise_changed('library');
