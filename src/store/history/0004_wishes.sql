-- Order of arrival, to tell which of two words of one day, or without a day, is the newer one.
ALTER TABLE preference ADD COLUMN heard_no INTEGER NOT NULL DEFAULT 0 CHECK (heard_no >= 0);
