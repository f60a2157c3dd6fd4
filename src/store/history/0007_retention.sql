-- What stays of lines that were dropped for their age (src/store/history/retention.ts).

-- Lines before the newest of these days are gone, or going while its state is open.
CREATE TABLE retention (
  before_day INTEGER PRIMARY KEY,
  state      TEXT    NOT NULL CHECK (state IN ('open', 'done')),
  receipts   INTEGER NOT NULL CHECK (receipts >= 0), -- dropped so far
  lines      INTEGER NOT NULL CHECK (lines >= 0)
) STRICT;

-- Of each card, its goods and money by day and product (src/history/condense.ts): a household's history is derived from
-- these of its cards and from the lines that are still there, and is what it was.
CREATE TABLE card_base (
  card_no INTEGER PRIMARY KEY REFERENCES card,
  lines   BLOB    NOT NULL
) STRICT;

-- Sale lines among the dropped, by product, those of nobody included: how much a product is liked.
CREATE TABLE product_base (
  product_no INTEGER PRIMARY KEY REFERENCES product,
  sale_lines INTEGER NOT NULL CHECK (sale_lines > 0)
) STRICT;
