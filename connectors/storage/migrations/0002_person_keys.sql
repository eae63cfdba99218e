-- The key that a person's details in facts are sealed with. Deleting the row is the forgetting: a key id
-- never returns, so what was sealed with it stays unreadable even when the person gets a new key later.
CREATE TABLE desk.person_keys (
    key_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  uuid        NOT NULL UNIQUE,
    key        bytea       NOT NULL CHECK (octet_length(key) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);
