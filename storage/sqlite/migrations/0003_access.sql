-- Times are microseconds since 1970 in UTC, 0 for never.

CREATE TABLE users (
    name       TEXT    NOT NULL PRIMARY KEY,
    role       TEXT    NOT NULL,
    password   TEXT    NOT NULL,
    disabled   INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    epoch      INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- key is the SHA-256 of the name that was tried, known or not.
CREATE TABLE attempts (
    key          BLOB    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_last ON attempts (last);

CREATE TABLE sessions (
    hash       BLOB    NOT NULL PRIMARY KEY,
    user       TEXT    NOT NULL REFERENCES users (name),
    epoch      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_expires ON sessions (expires_at);

-- scopes is a JSON array.
CREATE TABLE api_tokens (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    user       TEXT    NOT NULL REFERENCES users (name),
    scopes     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT;

-- data is the site as JSON.
CREATE TABLE sites (
    key  TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Each entry is chained to the one before by its hash.
CREATE TABLE audit (
    seq    INTEGER NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    action TEXT    NOT NULL,
    object TEXT    NOT NULL,
    detail TEXT    NOT NULL,
    prev   TEXT    NOT NULL,
    hash   TEXT    NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- current marks the key that signs; the others are kept to verify with.
CREATE TABLE signing_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    current    INTEGER NOT NULL CHECK (current IN (0, 1)),
    public     BLOB    NOT NULL,
    private    BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (current) WHERE current = 1;

CREATE TABLE receipts (
    id        TEXT    NOT NULL PRIMARY KEY,
    answer    TEXT    NOT NULL UNIQUE,
    data      BLOB    NOT NULL,
    stored_at INTEGER NOT NULL
) STRICT;

CREATE TABLE proposals (
    id         TEXT    NOT NULL PRIMARY KEY,
    pack       TEXT    NOT NULL,
    base       INTEGER NOT NULL,
    author     TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('open', 'approved', 'rejected')),
    reviewer   TEXT    NOT NULL,
    remark     TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    decided_at INTEGER NOT NULL
) STRICT;
CREATE INDEX proposals_state ON proposals (state, created_at);

CREATE TABLE proposal_files (
    proposal TEXT NOT NULL REFERENCES proposals (id),
    name     TEXT NOT NULL,
    content  BLOB NOT NULL,
    PRIMARY KEY (proposal, name)
) STRICT;
