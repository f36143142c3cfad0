-- Tokens of a model by day (Asia/Shanghai) and whose they are; UNLOGGED would
-- forget in a crash what has been paid for.
CREATE TABLE spent (
    day    date   NOT NULL,
    key    text   COLLATE "C" NOT NULL,
    tokens bigint NOT NULL,
    PRIMARY KEY (day, key)
);
