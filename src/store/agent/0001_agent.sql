-- What the lane agent of a store has on its own disk: the office's pack, replaced by the next one, and what it did, which is only
-- ever added to.

CREATE TABLE pack (
  pack_no INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256  TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64),
  header  TEXT    NOT NULL CHECK (json_valid(header)),
  loaded  INTEGER NOT NULL DEFAULT 0 CHECK (loaded IN (0, 1)) -- 1: all of it is here; the highest such number holds
) STRICT;
CREATE TABLE pack_code (
  pack_no INTEGER NOT NULL, digest TEXT NOT NULL, list_id INTEGER NOT NULL,
  PRIMARY KEY (pack_no, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack_list (
  pack_no      INTEGER NOT NULL,
  list_id      INTEGER NOT NULL,
  household_no INTEGER NOT NULL,
  valid_from   INTEGER NOT NULL,
  valid_until  INTEGER NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('live', 'withdrawn')),
  unsettled    INTEGER NOT NULL CHECK (unsettled IN (0, 1)),
  rights       TEXT    NOT NULL CHECK (json_valid(rights)),
  PRIMARY KEY (pack_no, list_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pack_list_household ON pack_list (pack_no, household_no);
CREATE TABLE pack_card (
  pack_no INTEGER NOT NULL, digest TEXT NOT NULL, household_no INTEGER NOT NULL,
  PRIMARY KEY (pack_no, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack_offer (
  pack_no INTEGER NOT NULL, offer_no INTEGER NOT NULL, terms TEXT NOT NULL, budget_left INTEGER,
  PRIMARY KEY (pack_no, offer_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack_product (
  pack_no INTEGER NOT NULL, offer_no INTEGER NOT NULL, product_id TEXT NOT NULL, outside_basket INTEGER NOT NULL,
  PRIMARY KEY (pack_no, offer_no, product_id, outside_basket)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack_recalled (
  pack_no INTEGER NOT NULL, product_id TEXT NOT NULL,
  PRIMARY KEY (pack_no, product_id)
) STRICT, WITHOUT ROWID;

-- A transaction as its register was told of it, by the office or by the agent alone.
CREATE TABLE told (
  told_no        INTEGER PRIMARY KEY AUTOINCREMENT,
  offline        INTEGER NOT NULL CHECK (offline IN (0, 1)),
  store_id       TEXT    NOT NULL,
  register_id    TEXT    NOT NULL,
  business_day   INTEGER NOT NULL,
  transaction_id TEXT    NOT NULL,
  content_sha256 TEXT    NOT NULL CHECK (length(content_sha256) = 64),
  list_id        INTEGER NOT NULL,
  central_id     INTEGER,                                     -- the office's number of the redemption, where it has told us
  request        TEXT    NOT NULL CHECK (json_valid(request)),
  answer         TEXT    NOT NULL CHECK (json_valid(answer)),
  spent          TEXT    NOT NULL CHECK (json_valid(spent)),  -- by offer: how often, how much
  total_cents    INTEGER NOT NULL CHECK (total_cents > 0),
  UNIQUE (store_id, register_id, business_day, transaction_id),
  CHECK (offline = 1 OR central_id IS NOT NULL)
) STRICT;
CREATE INDEX told_list ON told (list_id);
CREATE UNIQUE INDEX told_central ON told (central_id) WHERE central_id IS NOT NULL;
CREATE TRIGGER told_no_update BEFORE UPDATE ON told
BEGIN SELECT RAISE(ABORT, 'told is append-only'); END;
CREATE TRIGGER told_no_delete BEFORE DELETE ON told
BEGIN SELECT RAISE(ABORT, 'told is append-only'); END;

-- What became of it, step by step. `queued`: the office has not been told of this step by the register. `refused`: nothing was
-- told of a transaction that the office may have taken when its answer did not arrive.
CREATE TABLE step (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  told_no  INTEGER REFERENCES told,
  refused  TEXT    CHECK (json_valid(refused)), -- its key
  step     TEXT    NOT NULL CHECK (step IN ('reserve', 'tender', 'commit', 'void')),
  until_ms INTEGER CHECK (step = 'reserve' OR until_ms IS NULL), -- when a reservation lapses
  queued   INTEGER NOT NULL CHECK (queued IN (0, 1)),
  CHECK (queued = 0 OR step IN ('commit', 'void')),
  CHECK ((told_no IS NULL) = (refused IS NOT NULL)),
  CHECK (refused IS NULL OR (step = 'void' AND queued = 1))
) STRICT;
CREATE INDEX step_told ON step (told_no, seq);
CREATE INDEX step_queued ON step (seq) WHERE queued = 1;
CREATE TRIGGER step_no_update BEFORE UPDATE ON step
BEGIN SELECT RAISE(ABORT, 'step is append-only'); END;
CREATE TRIGGER step_no_delete BEFORE DELETE ON step
BEGIN SELECT RAISE(ABORT, 'step is append-only'); END;

-- What the office made of a queued step.
CREATE TABLE settled (
  seq     INTEGER PRIMARY KEY REFERENCES step,
  outcome TEXT    NOT NULL CHECK (json_valid(outcome))
) STRICT;
CREATE TRIGGER settled_no_update BEFORE UPDATE ON settled
BEGIN SELECT RAISE(ABORT, 'settled is append-only'); END;
CREATE TRIGGER settled_no_delete BEFORE DELETE ON settled
BEGIN SELECT RAISE(ABORT, 'settled is append-only'); END;
