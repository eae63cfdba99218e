-- A reset link belongs to the offer of it that stands in the log, by its version on the person's stream: what changes
-- the account afterwards spends the offer. Links from before know none and live for a day: they are asked for anew.
DELETE FROM desk.reset_links;
ALTER TABLE desk.reset_links ADD COLUMN offered_version int NOT NULL;

-- Which fact of the person's stream set the password: of two that are set at once the later fact's stays.
ALTER TABLE desk.passwords ADD COLUMN set_version int NOT NULL DEFAULT 0;
