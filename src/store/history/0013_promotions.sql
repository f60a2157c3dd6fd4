-- Receipts on which a register says that it took an offer of ours off by itself. `pending`: changed since the ledger was last
-- told. `has_offer` is a function that the store gives the database.
CREATE TABLE promoted_receipt (
  receipt_no INTEGER PRIMARY KEY REFERENCES receipt ON DELETE CASCADE,
  pending    INTEGER NOT NULL CHECK (pending IN (0, 1))
) STRICT;
-- How many reports the ledger had when it was last told: one that has fewer is another ledger.
CREATE TABLE promotions_told (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  reports INTEGER NOT NULL
) STRICT;
INSERT INTO promotions_told VALUES (1, 0);
CREATE INDEX promoted_receipt_pending ON promoted_receipt (receipt_no) WHERE pending = 1;
INSERT INTO promoted_receipt SELECT receipt_no, 1 FROM receipt WHERE has_offer(lines);
-- Lines that are replaced, added or taken back: rare, whereas a receipt that is new is marked by whoever writes it.
CREATE TRIGGER receipt_changes_promotions AFTER UPDATE OF lines, card_no, list_code ON receipt
WHEN EXISTS (SELECT 1 FROM promoted_receipt WHERE receipt_no = new.receipt_no) OR has_offer(new.lines)
BEGIN
  INSERT INTO promoted_receipt (receipt_no, pending) VALUES (new.receipt_no, 1)
  ON CONFLICT (receipt_no) DO UPDATE SET pending = 1;
END;
