-- Rejected rows that came back corrected, so that none counts twice and none is lost however a run ends.

-- One row per file of corrected rows: its lines are added to the receipts that are there, and replace none.
CREATE TABLE fed_back_file (
  sha256        TEXT    NOT NULL CHECK (length(sha256) = 64),
  layout_sha256 TEXT    NOT NULL CHECK (length(layout_sha256) = 64),
  settled       INTEGER NOT NULL CHECK (settled IN (0, 1)), -- 1: the rows below are those that were taken in
  PRIMARY KEY (sha256, layout_sha256)
) STRICT, WITHOUT ROWID;

-- Where its rows stood in the files that they were rejected from.
CREATE TABLE fed_back_row (
  source        TEXT    NOT NULL, -- names the content of that file
  line          INTEGER NOT NULL CHECK (line >= 1),
  sha256        TEXT    NOT NULL,
  layout_sha256 TEXT    NOT NULL,
  record        INTEGER NOT NULL CHECK (record >= 1), -- which one of the file of corrected rows
  PRIMARY KEY (source, line, sha256, layout_sha256),
  FOREIGN KEY (sha256, layout_sha256) REFERENCES fed_back_file
) STRICT, WITHOUT ROWID;
CREATE INDEX fed_back_row_file ON fed_back_row (sha256, layout_sha256, record);
