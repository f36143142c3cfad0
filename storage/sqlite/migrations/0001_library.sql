-- Times are microseconds since 1970 in UTC.

CREATE TABLE library (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    model      TEXT    NOT NULL,
    dim        INTEGER NOT NULL
) STRICT;
INSERT INTO library (id, generation, model, dim) VALUES (1, 0, '', 0);

-- current marks the highest version of a pack.
CREATE TABLE packs (
    id        TEXT    NOT NULL,
    version   INTEGER NOT NULL CHECK (version >= 1),
    current   INTEGER NOT NULL CHECK (current IN (0, 1)),
    revision  INTEGER NOT NULL,
    origin    TEXT    NOT NULL,
    sha256    TEXT    NOT NULL,
    stored_at INTEGER NOT NULL,
    source    TEXT    NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
CREATE UNIQUE INDEX packs_current ON packs (id) WHERE current = 1;

CREATE TABLE pack_files (
    pack    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    content BLOB    NOT NULL,
    PRIMARY KEY (pack, version, name),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
) STRICT;

-- data is the document as JSON.
CREATE TABLE documents (
    id       TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    pack     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    data     TEXT    NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
) STRICT;
CREATE INDEX documents_pack ON documents (pack, version);

-- position is the row's place in the source; document is '' for navigation
-- outside every document. departments is a JSON array, '' for none.
CREATE TABLE document_rows (
    pack        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    document    TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    ordinal     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    heading     TEXT    NOT NULL,
    path        TEXT    NOT NULL,
    parent      TEXT    NOT NULL,
    start_at    INTEGER NOT NULL,
    end_at      INTEGER NOT NULL,
    text        TEXT    NOT NULL,
    departments TEXT    NOT NULL,
    PRIMARY KEY (pack, version, position),
    FOREIGN KEY (pack, version) REFERENCES packs (id, version)
) STRICT;
CREATE UNIQUE INDEX document_rows_key ON document_rows (document, version, key) WHERE document <> '';
CREATE INDEX document_rows_order ON document_rows (document, version, ordinal, position);

-- Rows of current versions only; data is little-endian float32.
CREATE TABLE vectors (
    document TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (document, version, key),
    FOREIGN KEY (document, version) REFERENCES documents (id, version)
) STRICT;
