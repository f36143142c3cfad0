-- The one row that is written to learn whether anything can be. Its filler is
-- random and would not compress.
CREATE TABLE pulse (
    one    integer PRIMARY KEY CHECK (one = 1),
    filler bytea   NOT NULL
);
ALTER TABLE pulse ALTER COLUMN filler SET STORAGE EXTERNAL;
