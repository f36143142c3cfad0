-- The one row that is written to learn whether anything can be.
CREATE TABLE pulse (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    filler BLOB    NOT NULL
) STRICT;
