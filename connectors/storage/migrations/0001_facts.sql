-- The log: every fact once, for ever, in the order in which it was committed.
CREATE SCHEMA IF NOT EXISTS views;

-- Column names are those of the event store library, whose recorder reads this table.
CREATE TABLE desk.facts (
    originator_id      uuid   NOT NULL,
    originator_version bigint NOT NULL CHECK (originator_version > 0),
    topic              text   NOT NULL,
    state              bytea  NOT NULL,
    notification_id    bigint NOT NULL CHECK (notification_id > 0),
    PRIMARY KEY (originator_id, originator_version)
) WITH (
    -- Rows are only ever added: vacuum has nothing to clear but must keep the visibility map fresh.
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);
CREATE UNIQUE INDEX facts_position ON desk.facts (notification_id);
COMMENT ON COLUMN desk.facts.originator_id IS 'stream';
COMMENT ON COLUMN desk.facts.originator_version IS 'version: place in the stream, from 1, without holes';
COMMENT ON COLUMN desk.facts.topic IS 'stored name of the fact, noun.past-participle@version';
COMMENT ON COLUMN desk.facts.state IS 'JSON: m metadata, f fact, s sealed personal details';
COMMENT ON COLUMN desk.facts.notification_id IS 'position: place in the whole log, from 1, in order of commits';

CREATE FUNCTION desk.refuse_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are for ever: % on desk.facts is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Tell what happened with a new fact; make personal details unreadable by forgetting the person.';
END $$;
CREATE TRIGGER facts_are_for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON desk.facts
    FOR EACH STATEMENT EXECUTE FUNCTION desk.refuse_change_of_facts();
-- Also where a replica role would switch ordinary triggers off.
ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever;

-- The first receipt of every command id, written in the transaction of its facts.
CREATE TABLE desk.command_receipts (
    command_id  uuid PRIMARY KEY,
    fingerprint bytea       NOT NULL,
    stream      uuid        NOT NULL,
    version     bigint      NOT NULL,
    position    bigint      NOT NULL,
    reference   text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- Human ticket numbers: growing, never twice; a number may be skipped.
CREATE SEQUENCE desk.ticket_numbers AS bigint START WITH 1001;

-- Appends the saves of one group; one row of verdicts for each save, in their order:
--   'repeated' with the first receipt, 'conflict' with the stream that moved on, 'stored' with the new receipt.
-- The three lists are the saves, the streams that they expect and the facts that they bring; save_of and
-- fact_of point (from 1) from a stream and a fact to their save. A group names no command id and no stream in
-- two saves: its leader sees to that.
CREATE FUNCTION desk.append_to_facts(
    command_ids uuid[], fingerprints bytea[], refs text[],
    save_of int[], streams uuid[], expected bigint[], new_versions bigint[],
    fact_of int[], fact_streams uuid[], fact_versions bigint[], topics text[], states bytea[]
) RETURNS TABLE (
    save int, verdict text, stream uuid, version bigint, "position" bigint, reference text, fingerprint bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    refused int[] := '{}';
    base bigint;
BEGIN
    -- Append order is commit order: held until the commit is visible, taken before the head is read. It is
    -- no lock on the table, so VACUUM and CREATE INDEX CONCURRENTLY go on beside appends.
    PERFORM pg_advisory_xact_lock(hashtextextended('desk.facts', 0));

    FOR save, verdict, stream, version, "position", reference, fingerprint IN
        SELECT c.save::int, 'repeated', r.stream, r.version, r.position, r.reference, r.fingerprint
        FROM unnest(command_ids) WITH ORDINALITY AS c (id, save)
        JOIN desk.command_receipts r ON r.command_id = c.id
    LOOP
        refused := refused || save;
        RETURN NEXT;
    END LOOP;

    -- A stream must stand exactly where the save says: neither overtaken nor short of it, so no holes.
    FOR save, stream, version IN
        SELECT DISTINCT ON (e.save) e.save, e.stream, coalesce(f.latest, 0)
        FROM unnest(save_of, streams, expected) WITH ORDINALITY AS e (save, stream, expected, nth)
        CROSS JOIN LATERAL (
            SELECT max(originator_version) AS latest FROM desk.facts WHERE originator_id = e.stream
        ) AS f
        WHERE coalesce(f.latest, 0) <> e.expected AND e.save <> ALL (refused)
        ORDER BY e.save, e.nth
    LOOP
        verdict := 'conflict'; "position" := 0; reference := ''; fingerprint := '';
        refused := refused || save;
        RETURN NEXT;
    END LOOP;

    SELECT coalesce(max(notification_id), 0) INTO base FROM desk.facts;

    WITH fresh AS MATERIALIZED (
        SELECT f.save, f.stream, f.version, f.topic, f.state, base + row_number() OVER (ORDER BY f.nth) AS at
        FROM unnest(fact_of, fact_streams, fact_versions, topics, states)
             WITH ORDINALITY AS f (save, stream, version, topic, state, nth)
        WHERE f.save <> ALL (refused)
    ), stored AS (
        INSERT INTO desk.facts (originator_id, originator_version, topic, state, notification_id)
        SELECT fresh.stream, fresh.version, fresh.topic, fresh.state, fresh.at FROM fresh
    ), receipts AS (
        SELECT c.save::int AS save, c.id, c.fingerprint, c.reference, s.stream, s.version,
               coalesce((SELECT max(fresh.at) FROM fresh WHERE fresh.save = c.save), 0) AS at
        FROM unnest(command_ids, fingerprints, refs) WITH ORDINALITY AS c (id, fingerprint, reference, save)
        JOIN (
            SELECT DISTINCT ON (v.save) v.save, v.stream, v.version
            FROM unnest(save_of, streams, new_versions) WITH ORDINALITY AS v (save, stream, version, nth)
            ORDER BY v.save, v.nth
        ) AS s ON s.save = c.save
        WHERE c.save <> ALL (refused)
    ), kept AS (
        INSERT INTO desk.command_receipts (command_id, fingerprint, stream, version, position, reference)
        SELECT r.id, r.fingerprint, r.stream, r.version, r.at, r.reference FROM receipts r
    )
    SELECT max(fresh.at) INTO base FROM fresh;

    IF base IS NOT NULL THEN
        PERFORM pg_notify('desk_facts', base::text);
    END IF;

    RETURN QUERY
        SELECT c.save::int, 'stored', r.stream, r.version, r.position, r.reference, r.fingerprint
        FROM unnest(command_ids) WITH ORDINALITY AS c (id, save)
        JOIN desk.command_receipts r ON r.command_id = c.id
        WHERE c.save <> ALL (refused);
END $$;
