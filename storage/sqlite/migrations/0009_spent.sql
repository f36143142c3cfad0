-- One process serves an embedded store and counts in memory; the number is
-- taken so that both backends have the same sequence.
SELECT 1;
