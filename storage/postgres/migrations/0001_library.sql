CREATE TABLE library (
    id         integer PRIMARY KEY CHECK (id = 1),
    generation bigint  NOT NULL,
    model      text    NOT NULL,
    dim        integer NOT NULL
);
INSERT INTO library (id, generation, model, dim) VALUES (1, 0, '', 0);

-- current marks the highest version of a pack.
CREATE TABLE packs (
    id        text COLLATE "C" NOT NULL,
    version   integer NOT NULL CHECK (version >= 1),
    current   boolean NOT NULL,
    revision  bigint  NOT NULL,
    origin    text    NOT NULL,
    sha256    text    NOT NULL,
    stored_at timestamptz NOT NULL,
    source    text    NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX packs_current ON packs (id) WHERE current;

CREATE TABLE pack_files (
    pack    text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    name    text COLLATE "C" NOT NULL,
    content bytea   NOT NULL,
    PRIMARY KEY (pack, version, name),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
);

-- data is the document as JSON.
CREATE TABLE documents (
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL,
    pack     text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    data     text    NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
);
CREATE INDEX documents_pack ON documents (pack, version);

-- position is the row's place in the source; document is '' for navigation
-- outside every document. departments is a JSON array, '' for none.
CREATE TABLE document_rows (
    pack        text COLLATE "C" NOT NULL,
    version     integer NOT NULL,
    position    integer NOT NULL,
    document    text COLLATE "C" NOT NULL,
    key         text COLLATE "C" NOT NULL,
    ordinal     integer NOT NULL,
    kind        text    NOT NULL,
    number      text    NOT NULL,
    heading     text    NOT NULL,
    path        text    NOT NULL,
    parent      text    NOT NULL,
    start_at    integer NOT NULL,
    end_at      integer NOT NULL,
    text        text    NOT NULL,
    departments text    NOT NULL,
    PRIMARY KEY (pack, version, position),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
);
CREATE UNIQUE INDEX document_rows_key ON document_rows (document, version, key) WHERE document <> '';
CREATE INDEX document_rows_order ON document_rows (document, version, ordinal, position);

-- Rows of current versions only. The dimension is the library's; an index by
-- HNSW is made for it when there are enough vectors to need one.
CREATE TABLE vectors (
    document text COLLATE "C" NOT NULL,
    version  integer NOT NULL,
    key      text COLLATE "C" NOT NULL,
    data     vector  NOT NULL,
    PRIMARY KEY (document, version, key),
    FOREIGN KEY (document, version) REFERENCES documents (id, version)
);
