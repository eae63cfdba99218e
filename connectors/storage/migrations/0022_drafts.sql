-- What somebody is writing and has not sent: no fact, sealed with their key. See decision 0222.
CREATE TABLE desk.drafts (
    draft_id   uuid        PRIMARY KEY, -- computed from person, ticket and kind
    person_id  uuid        NOT NULL,
    ticket_id  uuid,                    -- none: of a ticket that is not there yet
    kind       text        NOT NULL CHECK (kind IN ('reply', 'note', 'solution', 'new_ticket')),
    version    bigint      NOT NULL,
    changed_at timestamptz NOT NULL,
    sealed     bytea       NOT NULL,
    files      text[]      NOT NULL,    -- digests, in the open: what a draft names is not collected
    sent_by    uuid                     -- the command that sends it: with its receipt the draft is gone
);
CREATE INDEX drafts_person ON desk.drafts (person_id, changed_at DESC);
