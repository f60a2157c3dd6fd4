-- Consent to e-mail (NULL: the row says nothing), and the post's own bars for the address, as the feed gave them.
ALTER TABLE household ADD COLUMN email_consent INTEGER CHECK (email_consent IN (0, 1));
ALTER TABLE household ADD COLUMN imb TEXT;
