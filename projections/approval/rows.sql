-- What tickets wait or waited for: an approval a row, with what was answered so far.
CREATE TABLE approvals (
    approval_id  uuid        PRIMARY KEY,
    ticket_id    uuid        NOT NULL,
    question     text        NOT NULL,
    requested_by uuid        NOT NULL,
    requested_as text        NOT NULL, -- the name of whoever asked
    requested_at timestamptz NOT NULL,
    stages       jsonb       NOT NULL, -- [{mode, approvers}]
    stage        int         NOT NULL, -- the open one, from 0
    answers      jsonb       NOT NULL, -- [{stage, approver_id, answered_by, verdict, comment, at}]
    reminded_at  timestamptz,          -- in the open stage
    returns_to   text        NOT NULL,
    rejected_to  text        NOT NULL,
    outcome      text,
    ended_at     timestamptz,
    involved     uuid[]      NOT NULL  -- who asked, and whom the ticket is for: they have no voice
);
CREATE INDEX approvals_ticket ON approvals (ticket_id, requested_at);

-- Whose answer is awaited at this moment.
CREATE TABLE approval_voices (
    approval_id uuid        NOT NULL,
    person_id   uuid        NOT NULL,
    ticket_id   uuid        NOT NULL,
    since       timestamptz NOT NULL, -- when the stage was opened
    PRIMARY KEY (approval_id, person_id)
);
CREATE INDEX approval_voices_person ON approval_voices (person_id, since);
CREATE INDEX approval_voices_ticket ON approval_voices (ticket_id);

-- Who answers for whom, in [from_at, until_at).
CREATE TABLE substitutes (
    source_id     uuid        PRIMARY KEY, -- the absence; the person where somebody is named for a while
    person_id     uuid        NOT NULL,
    substitute_id uuid        NOT NULL,
    from_at       timestamptz NOT NULL,
    until_at      timestamptz NOT NULL,
    absence_id    uuid                     -- while they are away
);
CREATE INDEX substitutes_person ON substitutes (person_id);
CREATE INDEX substitutes_substitute ON substitutes (substitute_id);
