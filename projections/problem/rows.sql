-- Problems as those who solve them see them, and the tickets that are signs of each.
CREATE TABLE problems (
    problem_id     uuid PRIMARY KEY,
    number         bigint      NOT NULL,
    subject        text        NOT NULL,
    description    text        NOT NULL,
    priority       smallint    NOT NULL, -- 0 critical ... 3 low
    status         text        NOT NULL,
    is_open        boolean     NOT NULL, -- neither resolved nor over
    team_id        uuid,
    responsible_id uuid,
    services       uuid[]      NOT NULL,
    workaround     text        NOT NULL DEFAULT '',
    root_cause     text        NOT NULL DEFAULT '',
    reason         text        NOT NULL DEFAULT '', -- of the last move
    solution       text        NOT NULL DEFAULT '',
    registered_at  timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        bigint      NOT NULL
);
CREATE UNIQUE INDEX problems_number ON problems (number);
CREATE INDEX problems_services ON problems USING gin (services);
CREATE TABLE problem_incidents (
    problem_id uuid NOT NULL,
    ticket_id  uuid NOT NULL,
    PRIMARY KEY (problem_id, ticket_id)
);
CREATE INDEX problem_incidents_ticket ON problem_incidents (ticket_id);
CREATE TABLE outages (
    problem_id   uuid PRIMARY KEY,
    nth          integer     NOT NULL, -- of the problem's outages; what people say counts for one of them
    title        jsonb       NOT NULL,
    affects      text        NOT NULL,
    announced_at timestamptz NOT NULL,
    over_at      timestamptz
);
CREATE TABLE outage_people (
    problem_id uuid    NOT NULL,
    person_id  uuid    NOT NULL,
    nth        integer NOT NULL,
    PRIMARY KEY (problem_id, person_id)
);
