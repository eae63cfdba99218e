-- What ids and fingerprints of personal words are keyed with: a secret of this desk's own, beside the keys of persons.
-- It is made here and never changes: what was reserved is found by it. ``has_older``: there are facts whose ids were
-- computed without it.
CREATE TABLE desk.digest_key (
    is_it      boolean     PRIMARY KEY DEFAULT true CHECK (is_it),
    key        bytea       NOT NULL CHECK (octet_length(key) = 32),
    has_older  boolean     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Three random ids are more than 256 random bits.
INSERT INTO desk.digest_key (key, has_older)
    SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
           EXISTS (SELECT FROM desk.facts);

-- What was fingerprinted before becomes what the same words are fingerprinted as today: the keyed digest of their plain
-- one (HMAC-SHA256 over the kind, a zero byte and the digest; as ``events.values.keyed`` computes it).
DO $$
DECLARE
    -- The key behind zeros to a whole block, and the two that HMAC makes of it.
    inner_key bytea := (SELECT d.key || decode(repeat('00', 32), 'hex') FROM desk.digest_key d);
    outer_key bytea := inner_key;
BEGIN
    FOR nth IN 0 .. 63 LOOP
        outer_key := set_byte(outer_key, nth, get_byte(inner_key, nth) # 92);
        inner_key := set_byte(inner_key, nth, get_byte(inner_key, nth) # 54);
    END LOOP;
    UPDATE desk.command_receipts
        SET fingerprint = sha256(outer_key || sha256(inner_key || 'request\000'::bytea || fingerprint));
    UPDATE desk.sign_in_failures
        SET login_hash = sha256(outer_key || sha256(inner_key || 'sign-in\000'::bytea || login_hash));
END $$;
