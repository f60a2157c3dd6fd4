-- What the probabilities of plans are made of. Each fit is judged on the newest window that was over, against the one that
-- was in force (or the closed form, when there was none), and is kept out where it is worse. Which one was in force decides
-- what later ones are judged by: no feed can tell.
CREATE TABLE fit (
  fit_id         INTEGER PRIMARY KEY,
  as_of          INTEGER NOT NULL,
  lead_days      INTEGER NOT NULL CHECK (lead_days >= 0),
  horizon_days   INTEGER NOT NULL CHECK (horizon_days > 0),
  content        TEXT    NOT NULL CHECK (json_valid(content)),                -- coefficients, scaling, training days
  held_out_day   INTEGER NOT NULL CHECK (held_out_day + lead_days + horizon_days <= as_of),
  held_out_pairs INTEGER NOT NULL CHECK (held_out_pairs > 0),
  rival_id       INTEGER REFERENCES fit CHECK (rival_id < fit_id),            -- what it was judged by; NULL: the closed form
  log_loss       REAL    NOT NULL CHECK (log_loss >= 0),
  rival_log_loss REAL    NOT NULL CHECK (rival_log_loss >= 0),
  scores         TEXT    NOT NULL CHECK (json_valid(scores)),                 -- Brier, ECE, NDCG: its own and its rival's
  kept_out       INTEGER NOT NULL CHECK (kept_out = (log_loss > rival_log_loss))
) STRICT;
CREATE INDEX fit_by_window ON fit (lead_days, horizon_days, as_of);
CREATE TRIGGER fit_no_update BEFORE UPDATE ON fit BEGIN SELECT RAISE(ABORT, 'fit is append-only'); END;
CREATE TRIGGER fit_no_delete BEFORE DELETE ON fit BEGIN SELECT RAISE(ABORT, 'fit is append-only'); END;
