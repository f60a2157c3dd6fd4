-- What a list was made of beside its lines, and what keeps one from going out.

CREATE TABLE hold (
  hold_id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         TEXT    NOT NULL CHECK (kind IN ('list', 'offer', 'household')),
  list_id      INTEGER,                       -- no reference: a list of a draft may be planned away
  offer_id     TEXT,
  household_id TEXT,
  reason       TEXT    NOT NULL CHECK (length(trim(reason)) > 0),
  held_by      TEXT    NOT NULL CHECK (length(trim(held_by)) > 0),
  held_at      TEXT    NOT NULL,
  lifted_by    TEXT,
  lifted_at    TEXT,
  CHECK ((kind = 'list') = (list_id IS NOT NULL)),
  CHECK ((kind = 'offer') = (offer_id IS NOT NULL)),
  CHECK ((kind = 'household') = (household_id IS NOT NULL)),
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;
-- One hold of a thing at a time; a second one would have to be lifted twice.
CREATE UNIQUE INDEX hold_list ON hold (list_id) WHERE kind = 'list' AND lifted_at IS NULL;
CREATE UNIQUE INDEX hold_offer ON hold (offer_id) WHERE kind = 'offer' AND lifted_at IS NULL;
CREATE UNIQUE INDEX hold_household ON hold (household_id) WHERE kind = 'household' AND lifted_at IS NULL;

-- A held list stays in its cycle and does not go out: not printed, not sealed, not issued. Set until release, then final.
ALTER TABLE list ADD COLUMN held_by INTEGER REFERENCES hold;
ALTER TABLE list ADD COLUMN tier TEXT CHECK (tier IN ('gold', 'silver', 'bronze'));
ALTER TABLE list ADD COLUMN obeyed TEXT CHECK (json_valid(obeyed));     -- preferences that shaped it
ALTER TABLE list ADD COLUMN left_out BLOB;                               -- deflated JSON: candidates that are no lines, and why

-- The newest feed file that the plan knew: what was known then can be told from what came later.
ALTER TABLE cycle ADD COLUMN known_file_no INTEGER;
ALTER TABLE cycle ADD COLUMN held_lists INTEGER NOT NULL DEFAULT 0 CHECK (held_lists >= 0);
