-- Up to which place of the log somebody has looked at a ticket, and at tickets that they never opened: no facts, and
-- gone with the person's key. See decision 0225.
CREATE TABLE desk.looked (
    person_id uuid   NOT NULL,
    ticket_id uuid   NOT NULL,
    place     bigint NOT NULL, -- position in the log: what lies behind it is new
    PRIMARY KEY (person_id, ticket_id)
);
CREATE INDEX looked_place ON desk.looked (person_id, place);
CREATE TABLE desk.looked_from (
    person_id uuid   PRIMARY KEY,
    place     bigint NOT NULL  -- of all tickets that have no row above
);
