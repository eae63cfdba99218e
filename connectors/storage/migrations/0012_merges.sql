-- Which tickets go on as a given one: a merge of an older desk is told on the merged ticket alone.
-- The log is UTF-8, whatever else a database may be, so the same bytes always tell the same.
CREATE FUNCTION desk.merged_into(state bytea) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (convert_from(state, 'UTF8')::jsonb #>> '{f,into}')::uuid
$$;
CREATE INDEX facts_merges ON desk.facts (desk.merged_into(state)) INCLUDE (originator_id)
    WHERE topic = 'ticket.merged@1';
