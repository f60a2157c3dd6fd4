-- What preflight has found keeps a list in its cycle, as a hold does: its sheet is not printed, so nothing of it is issued.
-- Such a hold is one of those that the program finds by itself (cause 'empty'), with the fault's name beside it.
ALTER TABLE hold ADD COLUMN preflight TEXT CHECK (preflight IS NULL OR (kind = 'list' AND cause = 'empty'));

-- The seal of the lists that preflight was last run on: no cycle is approved on another one.
ALTER TABLE cycle ADD COLUMN preflight_seal TEXT;
