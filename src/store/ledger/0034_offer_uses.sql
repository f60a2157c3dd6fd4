-- How often each offer has been applied, all versions together, held or for good: kept by the issued offers themselves, as the
-- draw is by the entries, since every lane asks whether the funder's total is reached.
ALTER TABLE offer_draw ADD COLUMN applications INTEGER NOT NULL DEFAULT 0 CHECK (applications >= 0);
INSERT INTO offer_draw (offer_id, funder_cents, applications)
SELECT offer_id, 0, sum(applications) FROM issued_offer WHERE applications > 0 GROUP BY offer_id
ON CONFLICT (offer_id) DO UPDATE SET applications = excluded.applications;
CREATE TRIGGER issued_offer_uses AFTER UPDATE OF applications ON issued_offer
WHEN new.applications <> old.applications
BEGIN
  INSERT INTO offer_draw (offer_id, funder_cents) VALUES (new.offer_id, 0) ON CONFLICT (offer_id) DO NOTHING;
  UPDATE offer_draw SET applications = applications + new.applications - old.applications WHERE offer_id = new.offer_id;
END;
