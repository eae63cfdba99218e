-- Each group of facts is sealed when it is appended: the hash of every fact, chained to all before, and an instant that
-- never runs backwards. See decision 0147.
-- Nobody appends from here on: whoever does has committed, and its facts count as older ones. Before any table is held,
-- for that is the order in which an append takes them.
SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0));

CREATE TABLE desk.seals (
    first_position bigint      NOT NULL,
    last_position  bigint      PRIMARY KEY,
    sealed_at      timestamptz NOT NULL,
    leaves         bytea       NOT NULL,
    link           bytea       NOT NULL
) WITH (
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);
-- Hashes do not become smaller.
ALTER TABLE desk.seals ALTER COLUMN leaves SET STORAGE EXTERNAL;
COMMENT ON COLUMN desk.seals.leaves IS 'SHA-256 of each fact''s entry, 32 bytes each, in the order of the log';
COMMENT ON COLUMN desk.seals.link IS 'SHA-256 of the link before (32 zero bytes before the first) and these leaves';

-- A check is read from its text again by every append. What one of facts refused, the function never makes, and from
-- here on facts come in by it alone; what one of seals would, “desk audit seals” finds.
ALTER TABLE desk.facts DROP CONSTRAINT facts_originator_version_check, DROP CONSTRAINT facts_notification_id_check;

CREATE FUNCTION desk.refuse_change_of_seals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'seals are for ever: % on desk.seals is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'What the log said at an instant is not changed afterwards; tell what happened with a new fact.';
END $$;
CREATE TRIGGER seals_are_for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON desk.seals
    FOR EACH STATEMENT EXECUTE FUNCTION desk.refuse_change_of_seals();
ALTER TABLE desk.seals ENABLE ALWAYS TRIGGER seals_are_for_ever;

-- What is to be done once in facts of older desks, and how far it is: see connectors.storage.foundations.steps. A
-- migration that leaves such work writes its row.
CREATE TABLE desk.foundations (
    step    text   PRIMARY KEY,
    until   bigint NOT NULL,            -- the log was so long: what came later was born right
    reached bigint NOT NULL DEFAULT 0,  -- done up to here
    told    boolean NOT NULL DEFAULT false -- by a fact
);

INSERT INTO desk.foundations (step, until)
    SELECT 'facts-sealed', coalesce(max(notification_id), 0) FROM desk.facts;

-- A process of an older desk finds its function no longer; one that was waiting inside it fails here.
DROP FUNCTION desk.append_to_facts(
    uuid[], bytea[], text[], int[], int[], uuid[], bigint[], bigint[], int[], uuid[], bigint[], text[], bytea[]
);
CREATE FUNCTION desk.refuse_unsealed_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are appended by desk.append_to_facts alone, which seals them'
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'A desk of an older version is still running on this database: stop it.';
END $$;
CREATE TRIGGER facts_are_sealed BEFORE INSERT ON desk.facts FOR EACH STATEMENT
    WHEN (current_setting('desk.facts_are_sealed', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION desk.refuse_unsealed_facts();

-- As before, and the group is sealed: leaves are the hashes of all facts in their order, 32 bytes each. The log goes on
-- behind the last seal; where facts without one stand there, their positions are taken and the append fails.
CREATE FUNCTION desk.append_to_facts(
    command_ids uuid[], fingerprints bytea[], refs text[], fact_counts int[],
    expectation_of int[], streams uuid[], expected bigint[], new_versions bigint[],
    fact_of int[], fact_streams uuid[], fact_versions bigint[], topics text[], states bytea[], leaves bytea
) RETURNS TABLE (
    save int, verdict text, stream uuid, version bigint, "position" bigint, reference text, fingerprint bytea
) LANGUAGE plpgsql
-- A session keeps its plans: one made while the tables were small would scan them when they are large.
SET enable_seqscan = off
SET desk.facts_are_sealed = 'yes'
AS $$
#variable_conflict use_column
DECLARE
    refused int[] := '{}';
    stored int[] := '{}';   -- the other saves; their first expectations; the positions of their receipts
    firsts int[] := '{}';
    ends bigint[] := '{}';
    shifts int[] := '{}';   -- for each save, how many facts of refused saves stand before its own
    shift int := 0;
    base bigint;
    head bigint;
    latest bigint;
    e int := 1;
    first_e int;
    last_link bytea;
    last_sealed_at timestamptz;
    stored_leaves bytea := leaves;
    told int;
BEGIN
    -- Append order is commit order: held until the commit is visible, taken before the head is read. It is
    -- no lock on the table, so VACUUM and CREATE INDEX CONCURRENTLY go on beside appends.
    PERFORM pg_advisory_xact_lock(hashtextextended('desk.facts', 0));
    SELECT s.last_position, s.link, s.sealed_at INTO base, last_link, last_sealed_at
        FROM desk.seals s ORDER BY s.last_position DESC LIMIT 1;
    base := coalesce(base, 0);
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
            stored := stored || nth;
            firsts := firsts || first_e;
            ends := ends || "position";
        ELSE
            refused := refused || nth;
            shift := shift + fact_counts[nth];
        END IF;
        shifts := shifts || shift;
        RETURN NEXT;
    END LOOP;

    IF cardinality(stored) > 0 THEN
        IF shift > 0 THEN
            SELECT string_agg(substring(leaves FROM (f.nth::int - 1) * 32 + 1 FOR 32), ''::bytea ORDER BY f.nth)
                INTO stored_leaves
                FROM unnest(fact_of) WITH ORDINALITY AS f (save, nth)
                WHERE f.save <> ALL (refused);
        END IF;
        -- One statement: each costs this function a tenth of its time.
        WITH receipts AS (
            INSERT INTO desk.command_receipts (command_id, fingerprint, stream, version, position, reference)
            SELECT command_ids[r.nth], fingerprints[r.nth], streams[r.first_e], new_versions[r.first_e], r.position,
                   refs[r.nth]
            FROM unnest(stored, firsts, ends) AS r (nth, first_e, position)
        ), facts AS (
            INSERT INTO desk.facts (originator_id, originator_version, topic, state, notification_id)
            SELECT f.stream, f.version, f.topic, f.state, base + f.nth - shifts[f.save]
            FROM unnest(fact_of, fact_streams, fact_versions, topics, states)
                 WITH ORDINALITY AS f (save, stream, version, topic, state, nth)
            WHERE f.save <> ALL (refused)
        ), seal AS (
            INSERT INTO desk.seals (first_position, last_position, sealed_at, leaves, link)
            SELECT base + 1, head, greatest(last_sealed_at, clock_timestamp()), stored_leaves,
                   sha256(coalesce(last_link, decode(repeat('00', 32), 'hex')) || stored_leaves)
            WHERE head > base
        )
        SELECT length(pg_notify('desk_facts', head::text)::text) INTO told WHERE head > base;
    END IF;
END $$;

-- The last position that stood in the log at an instant; 0 before the first. The instants of seals rise with their
-- positions, so that no index of them is written at every append: it is found by halves.
CREATE FUNCTION desk.known_at(instant timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE STRICT
SET enable_seqscan = off
AS $$
DECLARE
    low bigint := 0;    -- sealed at or before the instant
    high bigint;        -- behind this nothing is
    middle record;
BEGIN
    SELECT s.last_position INTO high FROM desk.seals s ORDER BY s.last_position DESC LIMIT 1;
    WHILE low < high LOOP
        SELECT s.first_position, s.last_position, s.sealed_at INTO middle FROM desk.seals s
            WHERE s.last_position >= low + (high - low + 1) / 2 ORDER BY s.last_position LIMIT 1;
        IF middle.sealed_at <= instant THEN
            low := middle.last_position;
        ELSE
            high := middle.first_position - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;
