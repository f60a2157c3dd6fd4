-- Who turned out to be who. No feed can tell it: two households are one, a card went to somebody else, a card that everybody
-- uses is nobody's. Each is an event, only ever added; its end is another one.

CREATE TABLE household_event (
  event_id     INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         TEXT    NOT NULL CHECK (kind IN ('merge', 'reissue', 'flag')),
  household_id TEXT    NOT NULL,  -- merge: who is part of the other from now on; reissue: who had the card; flag: whose flag
  into_id      TEXT,              -- merge: the other; reissue: who has the card now, NULL: whoever the feed names
  card_id      TEXT,
  from_day     INTEGER,           -- reissue: the first day of the new holder
  verdict      TEXT    CHECK (verdict IN ('house-card', 'shopper')),
  reason       TEXT    NOT NULL CHECK (length(trim(reason)) > 0),
  done_by      TEXT    NOT NULL CHECK (length(trim(done_by)) > 0),
  done_at      TEXT    NOT NULL,
  detail       TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(detail)), -- what held then; names nobody
  CHECK (household_id <> coalesce(into_id, '')),
  CHECK (kind <> 'merge' OR into_id IS NOT NULL),
  CHECK ((kind = 'reissue') = (card_id IS NOT NULL)),
  CHECK ((card_id IS NULL) = (from_day IS NULL)),
  CHECK ((kind = 'flag') = (verdict IS NOT NULL)),
  CHECK (kind <> 'flag' OR into_id IS NULL)
) STRICT;
CREATE INDEX household_event_household ON household_event (household_id);
CREATE TABLE household_event_undone (
  event_id  INTEGER PRIMARY KEY REFERENCES household_event,
  reason    TEXT,
  undone_by TEXT NOT NULL CHECK (length(trim(undone_by)) > 0),
  undone_at TEXT NOT NULL
) STRICT;

-- What is said of a forgotten household is said under the name that stands for it; nothing else ever changes.
CREATE TRIGGER household_event_no_update BEFORE UPDATE ON household_event
WHEN new.event_id <> old.event_id OR new.kind <> old.kind OR new.from_day IS NOT old.from_day
  OR new.verdict IS NOT old.verdict OR new.done_by <> old.done_by OR new.done_at <> old.done_at
  OR new.detail <> old.detail
  OR NOT EXISTS (SELECT 1 FROM forgotten WHERE 'forgotten:' || substr(digest, 1, 16) IN (new.household_id, new.into_id, new.card_id))
BEGIN SELECT RAISE(ABORT, 'household_event is append-only'); END;
CREATE TRIGGER household_event_no_delete BEFORE DELETE ON household_event
BEGIN SELECT RAISE(ABORT, 'household_event is append-only'); END;
CREATE TRIGGER household_event_undone_no_update BEFORE UPDATE ON household_event_undone
WHEN new.event_id <> old.event_id OR new.undone_by <> old.undone_by OR new.undone_at <> old.undone_at
BEGIN SELECT RAISE(ABORT, 'household_event_undone is append-only'); END;
CREATE TRIGGER household_event_undone_no_delete BEFORE DELETE ON household_event_undone
BEGIN SELECT RAISE(ABORT, 'household_event_undone is append-only'); END;

CREATE VIEW household_event_in_force AS
SELECT * FROM household_event WHERE event_id NOT IN (SELECT event_id FROM household_event_undone);

-- What the merges in force come to, kept by whoever adds or ends one: lanes ask for it. Every household of a group with more
-- than one is here, the one that stands for all of them too.
CREATE TABLE household_member (
  household_id TEXT PRIMARY KEY,
  root_id      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX household_member_root ON household_member (root_id);

-- Each pair of a group, both ways.
CREATE VIEW household_kin AS
SELECT one.household_id, other.household_id AS other_id, one.root_id
FROM household_member AS one JOIN household_member AS other USING (root_id)
WHERE one.household_id <> other.household_id;
