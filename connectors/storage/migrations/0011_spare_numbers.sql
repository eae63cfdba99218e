-- Numbers that were taken and came to nothing: whoever registers next gets them, so that nobody asks where they are.
CREATE TABLE desk.spare_numbers (
    noun   text   NOT NULL, -- ticket, problem or change
    number bigint NOT NULL,
    PRIMARY KEY (noun, number)
);

-- A number for a command: the smallest spare one, else a fresh one; none for a command that has a receipt already.
CREATE FUNCTION desk.take_number(of_noun text, for_command uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    spare bigint;
BEGIN
    IF EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = for_command) THEN
        RETURN NULL;
    END IF;
    DELETE FROM desk.spare_numbers s WHERE s.noun = of_noun AND s.number = (
        SELECT o.number FROM desk.spare_numbers o WHERE o.noun = of_noun ORDER BY o.number LIMIT 1
        FOR UPDATE SKIP LOCKED
    ) RETURNING s.number INTO spare;
    RETURN coalesce(spare, nextval(format('desk.%s_numbers', of_noun)::regclass));
END $$;
