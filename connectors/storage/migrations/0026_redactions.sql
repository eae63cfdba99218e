-- Words of a comment that an administrator made unreadable for good: see decision 0212. Which facts, by which; the seals
-- keep what each said as a hash, the digest is of what it says now.
CREATE TABLE desk.redactions (
    position    bigint NOT NULL,
    by_position bigint NOT NULL CHECK (by_position > position),
    digest      bytea  NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (position, by_position) -- its words first, perhaps, its files later
);

CREATE FUNCTION desk.refuse_change_of_redactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'redactions are for ever: % on desk.redactions is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'What was made unreadable stays so.';
END $$;
CREATE TRIGGER redactions_are_for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON desk.redactions
    FOR EACH STATEMENT EXECUTE FUNCTION desk.refuse_change_of_redactions();
ALTER TABLE desk.redactions ENABLE ALWAYS TRIGGER redactions_are_for_ever;

-- As before, save for what is done while a redaction is told: from inside of that trigger alone.
CREATE OR REPLACE FUNCTION desk.refuse_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND current_setting('desk.redacts', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'facts are for ever: % on desk.facts is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Tell what happened with a new fact; make personal details unreadable by forgetting the person.';
END $$;

-- In the transaction that tells it: the sealed words of the comment, and of what it was edited to, are there no longer,
-- so that they read as erased; with the files, their names and what opens their contents.
CREATE FUNCTION desk.redact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told jsonb := convert_from(NEW.state, 'UTF8')::jsonb -> 'f';
    with_files boolean := coalesce((told ->> 'with_files')::boolean, false);
    files bytea[];
    owner uuid;
BEGIN
    PERFORM set_config('desk.redacts', 'yes', true);
    WITH changed AS (
        UPDATE desk.facts f
        SET state = convert_to((CASE WHEN with_files
                THEN convert_from(f.state, 'UTF8')::jsonb #- '{s,body}' #- '{s,attachments[].name}' #- '{s,message_id}'
                ELSE convert_from(f.state, 'UTF8')::jsonb #- '{s,body}' END)::text, 'UTF8')
        WHERE f.originator_id = NEW.originator_id
            AND f.originator_version < NEW.originator_version
            AND f.originator_version IN (SELECT v::bigint FROM jsonb_array_elements_text(told -> 'redacted') v)
            AND (f.topic LIKE 'ticket.commented@%' OR f.topic LIKE 'ticket.comment-edited@%')
        RETURNING f.notification_id, f.state
    )
    INSERT INTO desk.redactions SELECT c.notification_id, NEW.notification_id, sha256(c.state) FROM changed c;
    PERFORM set_config('desk.redacts', '', true);
    IF with_files THEN
        SELECT array_agg(decode(file ->> 'sha256', 'hex')), (said.f ->> 'requester_id')::uuid INTO files, owner
            FROM (SELECT convert_from(f.state, 'UTF8')::jsonb -> 'f' AS f FROM desk.facts f
                  WHERE f.originator_id = NEW.originator_id
                      AND f.originator_version = (told ->> 'comment_version')::bigint) said,
                jsonb_array_elements(coalesce(said.f -> 'attachments', '[]')) file
            GROUP BY said.f ->> 'requester_id';
        DELETE FROM desk.uploads u USING desk.content_keys k
            WHERE k.owner_id = owner AND k.sha256 = ANY(files) AND u.content_id = k.content_id;
        DELETE FROM desk.content_keys k WHERE k.owner_id = owner AND k.sha256 = ANY(files);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER redactions_are_carried_out AFTER INSERT ON desk.facts FOR EACH ROW
    WHEN (NEW.topic = 'ticket.comment-redacted@1') EXECUTE FUNCTION desk.redact();
