-- What kind of list a household gets by its own trips, and what its kind and its value tier were read from.

ALTER TABLE list ADD COLUMN list_kind TEXT CHECK (list_kind IN ('regular', 'new', 'declining', 'lapsed'));
ALTER TABLE list ADD COLUMN standing TEXT CHECK (json_valid(standing));

-- Of each need that a live offer is on, how many households with a list are of which loyalty and usage: nine counts, of
-- nobody in particular.
ALTER TABLE cycle ADD COLUMN segment_cells TEXT CHECK (json_valid(segment_cells));
