-- Words that are no one person's are sealed, too, with a key of the thing that they stand on: a problem, a change, a
-- service. One table for both, so that the ids of keys are unique over both and a key is asked for by its id alone.
ALTER TABLE desk.person_keys RENAME TO owner_keys;
ALTER TABLE desk.owner_keys RENAME COLUMN person_id TO owner_id;
ALTER TABLE desk.owner_keys RENAME CONSTRAINT person_keys_pkey TO owner_keys_pkey;
ALTER TABLE desk.owner_keys RENAME CONSTRAINT person_keys_person_id_key TO owner_keys_owner_id_key;
ALTER SEQUENCE desk.person_keys_key_id_seq RENAME TO owner_keys_key_id_seq;
COMMENT ON COLUMN desk.owner_keys.owner_id IS 'whose words it seals: a person, or a thing whose words are no one person''s';
