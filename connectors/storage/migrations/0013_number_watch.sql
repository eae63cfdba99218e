-- How far the numbers of each noun were looked through for those that were taken and that nothing bears: a process
-- may die in between. Numbers of before stay as they are.
CREATE TABLE desk.number_watch (
    noun         text        PRIMARY KEY, -- ticket, problem or change
    looked_until bigint      NOT NULL,
    seen_until   bigint      NOT NULL,    -- numbers went so far at seen_at
    seen_at      timestamptz NOT NULL
);

-- The last number that the sequence of a noun gave; one less than its first while it gave none.
CREATE FUNCTION desk.last_number(of_noun text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
BEGIN
    EXECUTE format('SELECT last_value - (NOT is_called)::int FROM desk.%I', of_noun || '_numbers') INTO found;
    RETURN found;
END $$;
INSERT INTO desk.number_watch SELECT noun, desk.last_number(noun), desk.last_number(noun), now()
    FROM unnest(ARRAY['ticket', 'problem', 'change']) AS known (noun);

-- A spare number that was taken stays on the list until it is known what came of it.
ALTER TABLE desk.spare_numbers ADD COLUMN taken_at timestamptz;
CREATE OR REPLACE FUNCTION desk.take_number(of_noun text, for_command uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    spare bigint;
BEGIN
    IF EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = for_command) THEN
        RETURN NULL;
    END IF;
    UPDATE desk.spare_numbers s SET taken_at = now() WHERE s.noun = of_noun AND s.number = (
        SELECT o.number FROM desk.spare_numbers o WHERE o.noun = of_noun AND o.taken_at IS NULL
        ORDER BY o.number LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING s.number INTO spare;
    RETURN coalesce(spare, nextval(format('desk.%s_numbers', of_noun)::regclass));
END $$;
