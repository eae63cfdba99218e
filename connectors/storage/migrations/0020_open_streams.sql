-- Open streams, so that all processes of all hosts together know how many one person holds. What a crash loses is made
-- up for: each process says every few seconds which of them it still serves. See decision 0220.
CREATE UNLOGGED TABLE desk.open_streams (
    stream_id uuid        PRIMARY KEY,
    person_id uuid        NOT NULL,
    seen_at   timestamptz NOT NULL
);
CREATE INDEX open_streams_person ON desk.open_streams (person_id);
