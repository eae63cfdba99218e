-- Which commands were about to name a content: with the receipt of one of them a fact names it, for ever.
ALTER TABLE desk.content_keys ADD COLUMN held_by uuid[] NOT NULL DEFAULT '{}';
-- Digests, in the open, as of drafts: what an order that waits names is not collected.
ALTER TABLE desk.sends ADD COLUMN files text[] NOT NULL DEFAULT '{}';
