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

-- Appends the saves of one group and tells, save by save in their order, what became of each:
--   'repeated' with its first receipt, 'conflict' with the stream that stands elsewhere, 'stored' with its receipt.
-- Three lists: the saves; the streams that they expect (expectation_of: whose, from 1; the first of each save is
-- the one that its receipt is of); the facts that they bring (fact_of: whose). A group names no command id and no
-- stream in two saves: its leader sees to that, and the primary keys would.
CREATE FUNCTION desk.append_to_facts(
    command_ids uuid[], fingerprints bytea[], refs text[], fact_counts int[],
    expectation_of int[], streams uuid[], expected bigint[], new_versions bigint[],
    fact_of int[], fact_streams uuid[], fact_versions bigint[], topics text[], states bytea[]
) RETURNS TABLE (
    save int, verdict text, stream uuid, version bigint, "position" bigint, reference text, fingerprint bytea
) LANGUAGE plpgsql
-- A session keeps its plans: one made while the tables were small would scan them when they are large.
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    refused int[] := '{}';
    shifts int[] := '{}';   -- for each save, how many facts of refused saves stand before its own
    shift int := 0;
    base bigint;
    head bigint;
    latest bigint;
    e int := 1;
    first_e int;
BEGIN
    -- Append order is commit order: held until the commit is visible, taken before the head is read. It is
    -- no lock on the table, so VACUUM and CREATE INDEX CONCURRENTLY go on beside appends.
    PERFORM pg_advisory_xact_lock(hashtextextended('desk.facts', 0));
    SELECT coalesce(max(f.notification_id), 0) INTO base FROM desk.facts f;
    head := base;

    FOR nth IN 1 .. cardinality(command_ids) LOOP
        save := nth;
        verdict := 'stored';
        first_e := e;
        SELECT 'repeated', r.stream, r.version, r.position, r.reference, r.fingerprint
            INTO verdict, stream, version, "position", reference, fingerprint
            FROM desk.command_receipts r WHERE r.command_id = command_ids[nth];
        IF NOT FOUND THEN
            verdict := 'stored';
        END IF;

        WHILE e <= cardinality(streams) AND expectation_of[e] = nth LOOP
            IF verdict = 'stored' THEN
                -- Exactly there: neither overtaken nor short of it, so a stream has no holes.
                SELECT coalesce(max(f.originator_version), 0) INTO latest
                    FROM desk.facts f WHERE f.originator_id = streams[e];
                IF latest <> expected[e] THEN
                    verdict := 'conflict';
                    stream := streams[e];
                    version := latest;
                    "position" := 0;
                END IF;
            END IF;
            e := e + 1;
        END LOOP;

        IF verdict = 'stored' THEN
            stream := streams[first_e];
            version := new_versions[first_e];
            head := head + fact_counts[nth];
            "position" := CASE WHEN fact_counts[nth] > 0 THEN head ELSE 0 END;
            reference := refs[nth];
            fingerprint := fingerprints[nth];
            INSERT INTO desk.command_receipts (command_id, fingerprint, stream, version, position, reference)
                VALUES (command_ids[nth], fingerprints[nth], streams[first_e], new_versions[first_e],
                        CASE WHEN fact_counts[nth] > 0 THEN head ELSE 0 END, refs[nth]);
        ELSE
            refused := refused || nth;
            shift := shift + fact_counts[nth];
        END IF;
        shifts := shifts || shift;
        RETURN NEXT;
    END LOOP;

    IF head > base THEN
        INSERT INTO desk.facts (originator_id, originator_version, topic, state, notification_id)
            SELECT f.stream, f.version, f.topic, f.state, base + f.nth - shifts[f.save]
            FROM unnest(fact_of, fact_streams, fact_versions, topics, states)
                 WITH ORDINALITY AS f (save, stream, version, topic, state, nth)
            WHERE f.save <> ALL (refused);
        PERFORM pg_notify('desk_facts', head::text);
    END IF;
END $$;
