-- Who looks at a ticket or writes on it at this moment: no fact, gone by itself, and nothing is lost with it. See 0221.
CREATE UNLOGGED TABLE desk.presence (
    ticket_id uuid        NOT NULL,
    person_id uuid        NOT NULL,
    doing     text        NOT NULL CHECK (doing IN ('viewing', 'writing')),
    until     timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX presence_until ON desk.presence (until);
