CREATE TABLE users (
    name       text COLLATE "C" PRIMARY KEY,
    role       text    NOT NULL,
    password   text    NOT NULL,
    disabled   boolean NOT NULL,
    epoch      integer NOT NULL,
    created_at timestamptz NOT NULL
);

-- key is the SHA-256 of the name that was tried, known or not.
CREATE TABLE attempts (
    key          bytea PRIMARY KEY,
    failures     integer NOT NULL,
    last         timestamptz,
    locked_until timestamptz
);
CREATE INDEX attempts_last ON attempts (last);

CREATE TABLE sessions (
    hash       bytea PRIMARY KEY,
    "user"     text COLLATE "C" NOT NULL REFERENCES users (name),
    epoch      integer NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- scopes is a JSON array.
CREATE TABLE api_tokens (
    id         text COLLATE "C" PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE,
    name       text  NOT NULL,
    "user"     text COLLATE "C" NOT NULL REFERENCES users (name),
    scopes     text  NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    used_at    timestamptz
);

-- data is the site as JSON.
CREATE TABLE sites (
    key  text COLLATE "C" PRIMARY KEY,
    data text NOT NULL
);

CREATE TABLE settings (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE secrets (
    name  text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);

-- Each entry is chained to the one before by its hash.
CREATE TABLE audit (
    seq    bigint PRIMARY KEY,
    at     timestamptz NOT NULL,
    actor  text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    detail text NOT NULL,
    prev   text NOT NULL,
    hash   text NOT NULL
);
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- current marks the key that signs; the others are kept to verify with.
CREATE TABLE signing_keys (
    id         text COLLATE "C" PRIMARY KEY,
    current    boolean NOT NULL,
    public     bytea   NOT NULL,
    private    bytea   NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (current) WHERE current;

CREATE TABLE receipts (
    id        text COLLATE "C" PRIMARY KEY,
    answer    text COLLATE "C" NOT NULL UNIQUE,
    data      bytea NOT NULL,
    stored_at timestamptz NOT NULL
);

CREATE TABLE proposals (
    id         text COLLATE "C" PRIMARY KEY,
    pack       text COLLATE "C" NOT NULL,
    base       integer NOT NULL,
    author     text    NOT NULL,
    reason     text    NOT NULL,
    state      text    NOT NULL CHECK (state IN ('open', 'approved', 'rejected')),
    reviewer   text    NOT NULL,
    remark     text    NOT NULL,
    version    integer NOT NULL,
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE INDEX proposals_state ON proposals (state, created_at);

CREATE TABLE proposal_files (
    proposal text COLLATE "C" NOT NULL REFERENCES proposals (id),
    name     text COLLATE "C" NOT NULL,
    content  bytea NOT NULL,
    PRIMARY KEY (proposal, name)
);
