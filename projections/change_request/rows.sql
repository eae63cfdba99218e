-- Change requests as those who make and approve them see them. A window is held while the change is scheduled.
CREATE TABLE changes (
    change_id      uuid PRIMARY KEY,
    number         bigint      NOT NULL,
    subject        text        NOT NULL,
    description    text        NOT NULL,
    risk           text        NOT NULL,
    plan           text        NOT NULL,
    back_out       text        NOT NULL,
    services       uuid[]      NOT NULL,
    begins_at      timestamptz, -- of the window that is held, else of the one that is wished for
    ends_at        timestamptz,
    is_held        boolean     NOT NULL DEFAULT false,
    note           text        NOT NULL DEFAULT '', -- why it is held beside another change
    wished_from    timestamptz,
    wished_until   timestamptz,
    status         text        NOT NULL,
    is_open        boolean     NOT NULL,
    team_id        uuid,
    responsible_id uuid,
    stages         jsonb       NOT NULL DEFAULT '[]',
    stage          int         NOT NULL DEFAULT 0,
    answers        jsonb       NOT NULL DEFAULT '[]',
    authors        uuid[]      NOT NULL DEFAULT '{}', -- who wrote the outline
    involved       uuid[]      NOT NULL DEFAULT '{}', -- they, and who submitted it last: they have no voice
    reminded_at    timestamptz,          -- in the open stage
    reason         text        NOT NULL DEFAULT '', -- of the last move
    solution       text        NOT NULL DEFAULT '', -- what the review found
    drafted_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        bigint      NOT NULL
);
CREATE UNIQUE INDEX changes_number ON changes (number);
CREATE INDEX changes_services ON changes USING gin (services);
CREATE INDEX changes_window ON changes (begins_at, ends_at);
CREATE TABLE change_incidents (
    change_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    PRIMARY KEY (change_id, ticket_id)
);
CREATE INDEX change_incidents_ticket ON change_incidents (ticket_id);
-- Everybody who was ever asked for consent; is_awaited: their answer is waited for now.
CREATE TABLE change_approvers (
    change_id  uuid    NOT NULL,
    person_id  uuid    NOT NULL,
    is_awaited boolean NOT NULL,
    PRIMARY KEY (change_id, person_id)
);
CREATE INDEX change_approvers_person ON change_approvers (person_id) WHERE is_awaited;
-- Times in which nothing is changed, those that nobody took back.
CREATE TABLE change_freezes (
    freeze_id uuid        PRIMARY KEY,
    begins_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    services  uuid[]      NOT NULL,
    told      text        NOT NULL -- JSON
);
CREATE INDEX change_freezes_ends ON change_freezes (ends_at);
