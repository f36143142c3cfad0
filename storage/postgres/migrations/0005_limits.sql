-- at is when everything taken under a key will have been given back. The
-- table is lost in a crash of the server, and so are the counts; nothing else
-- depends on it.
CREATE UNLOGGED TABLE limits (
    key bytea       NOT NULL PRIMARY KEY,
    at  timestamptz NOT NULL
);
CREATE INDEX limits_at ON limits (at);
