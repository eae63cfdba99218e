-- What a comment was split off as says the same: its description goes as the comment does, see decision 0213. In the
-- transaction that tells it, as in 0026.
CREATE FUNCTION desk.redact_description() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told jsonb := convert_from(NEW.state, 'UTF8')::jsonb -> 'f';
    with_files boolean := coalesce((told ->> 'with_files')::boolean, false);
    owners uuid[];
    files bytea[];
    contents uuid[];
BEGIN
    PERFORM set_config('desk.redacts', 'yes', true);
    WITH changed AS (
        UPDATE desk.facts f
        SET state = convert_to((CASE WHEN with_files
                THEN convert_from(f.state, 'UTF8')::jsonb #- '{s,description}' #- '{s,attachments[].name}'
                    #- '{s,message_id}'
                ELSE convert_from(f.state, 'UTF8')::jsonb #- '{s,description}' END)::text, 'UTF8')
        WHERE f.originator_id = NEW.originator_id
            AND f.originator_version < NEW.originator_version
            AND f.originator_version IN (SELECT v::bigint FROM jsonb_array_elements_text(told -> 'redacted') v)
            AND (f.topic LIKE 'ticket.registered@%' OR f.topic LIKE 'ticket.reworded@%'
                OR f.topic LIKE 'ticket.requester-corrected@%')
        RETURNING f.notification_id, f.state
    )
    INSERT INTO desk.redactions SELECT c.notification_id, NEW.notification_id, sha256(c.state) FROM changed c;
    PERFORM set_config('desk.redacts', '', true);
    IF with_files THEN
        -- Whose they are by now, and whose they were: each owner has the contents under a key of their own.
        SELECT array_agg(k.owner_id), array_agg(k.sha256), array_agg(k.content_id) INTO owners, files, contents
            FROM desk.facts f,
                jsonb_array_elements(coalesce(convert_from(f.state, 'UTF8')::jsonb -> 'f' -> 'attachments', '[]')) file,
                desk.content_keys k
            WHERE f.originator_id = NEW.originator_id
                AND f.originator_version IN (SELECT v::bigint FROM jsonb_array_elements_text(told -> 'redacted') v)
                AND k.owner_id = (convert_from(f.state, 'UTF8')::jsonb #>> '{f,requester,person_id}')::uuid
                AND k.sha256 = decode(file ->> 'sha256', 'hex');
        DELETE FROM desk.uploads u WHERE u.content_id = ANY(contents);
        DELETE FROM desk.content_keys k USING unnest(owners, files) AS gone (owner_id, sha256)
            WHERE k.owner_id = gone.owner_id AND k.sha256 = gone.sha256;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER descriptions_are_redacted AFTER INSERT ON desk.facts FOR EACH ROW
    WHEN (NEW.topic = 'ticket.description-redacted@1') EXECUTE FUNCTION desk.redact_description();
