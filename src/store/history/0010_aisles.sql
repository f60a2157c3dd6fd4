-- A store squeezes a new aisle between 7 and 8 as 7.5.
CREATE TABLE aisle_sorted (
  store_id TEXT NOT NULL,
  category TEXT NOT NULL,
  aisle    TEXT,
  sort     REAL NOT NULL,
  PRIMARY KEY (store_id, category)
) STRICT, WITHOUT ROWID;
INSERT INTO aisle_sorted SELECT store_id, category, aisle, sort FROM aisle;
DROP TABLE aisle;
ALTER TABLE aisle_sorted RENAME TO aisle;
