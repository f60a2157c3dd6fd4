-- Rows that named a forgotten household and were dropped; lines read = stored + duplicate + rejected + forgotten.
ALTER TABLE feed_file ADD COLUMN lines_forgotten INTEGER NOT NULL DEFAULT 0 CHECK (lines_forgotten >= 0);
-- The file that brought or last changed it, to tell what a plan knew from what came later; NULL: before this was kept.
ALTER TABLE preference ADD COLUMN file_no INTEGER REFERENCES feed_file;
