-- Goods that came back at a desk, as the ledger has them: copied, so that a household's history is right before the
-- register's own line arrives, and whether or not it does. Named by ids, since the sale itself may not be known yet.
CREATE TABLE carried_return (
  return_id      INTEGER PRIMARY KEY,            -- the ledger's
  household_id   TEXT    NOT NULL,
  product_id     TEXT    NOT NULL,
  sale_day       INTEGER NOT NULL,
  return_day     INTEGER NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
  refund_cents   INTEGER NOT NULL CHECK (refund_cents >= 0),
  CHECK (return_day >= sale_day)
) STRICT;
CREATE INDEX carried_return_household ON carried_return (household_id);
