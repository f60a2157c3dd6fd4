-- Suppression is checked last: what a chain has heard since it planned a cycle can still stop the cycle's paper. Counted here
-- and not by feed files, since the numbers of those begin anew when history.db is rebuilt.

ALTER TABLE cycle ADD COLUMN suppressions_known INTEGER NOT NULL DEFAULT 0 CHECK (suppressions_known >= 0);
ALTER TABLE suppression ADD COLUMN heard_no INTEGER NOT NULL DEFAULT 0 CHECK (heard_no >= 0);
CREATE INDEX suppression_heard ON suppression (heard_no);

-- The next number: above all that there are, and above what any cycle knew, whatever was forgotten since.
CREATE VIEW suppression_next AS
SELECT 1 + max(coalesce((SELECT max(heard_no) FROM suppression), 0),
               coalesce((SELECT max(suppressions_known) FROM cycle), 0)) AS heard_no;
CREATE TRIGGER suppression_heard_first AFTER INSERT ON suppression
BEGIN
  UPDATE suppression SET heard_no = (SELECT heard_no FROM suppression_next)
  WHERE household_id = new.household_id AND reason = new.reason AND category = new.category;
END;
CREATE TRIGGER suppression_heard_again AFTER UPDATE OF start_day, end_day ON suppression
BEGIN
  UPDATE suppression SET heard_no = (SELECT heard_no FROM suppression_next)
  WHERE household_id = new.household_id AND reason = new.reason AND category = new.category;
END;
CREATE TRIGGER cycle_knows_suppressions AFTER INSERT ON cycle
BEGIN
  UPDATE cycle SET suppressions_known = (SELECT heard_no - 1 FROM suppression_next)
  WHERE cycle_id = new.cycle_id;
END;
