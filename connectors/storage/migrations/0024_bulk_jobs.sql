-- Orders that somebody gave to many tickets at once, and what came of each: see decision 0211.
CREATE TABLE desk.bulk_jobs (
    job_id     uuid        PRIMARY KEY,
    digest     bytea       NOT NULL, -- of the request: the same id with another one is refused
    command    text        NOT NULL,
    issuer_id  uuid        NOT NULL,
    sealed     bytea,                -- who orders what, by the issuer's key; NULL: it has ended
    asked_at   timestamptz NOT NULL,
    state      text        NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'no_access')),
    ended_at   timestamptz,
    held_until timestamptz NOT NULL, -- whoever works on it holds it until then; of the past: since when it waits
    CHECK ((state = 'running') = (ended_at IS NULL)),
    CHECK (state = 'running' OR sealed IS NULL)
);
CREATE INDEX bulk_jobs_running ON desk.bulk_jobs (held_until) WHERE state = 'running';
CREATE INDEX bulk_jobs_issuer ON desk.bulk_jobs (issuer_id, asked_at);

CREATE TABLE desk.bulk_items (
    job_id    uuid   NOT NULL REFERENCES desk.bulk_jobs ON DELETE CASCADE,
    nth       int    NOT NULL,
    ticket_id uuid   NOT NULL,
    number    bigint,                -- as it was asked for, or found
    state     text   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'unchanged', 'refused')),
    version   int,
    position  bigint NOT NULL DEFAULT 0,
    code      text   NOT NULL DEFAULT '',
    text_ru   text   NOT NULL DEFAULT '',
    text_en   text   NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, nth)
);
CREATE INDEX bulk_items_waiting ON desk.bulk_items (job_id, nth) WHERE state = 'waiting';
