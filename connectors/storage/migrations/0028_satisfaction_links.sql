-- Links by which whoever asked for a ticket rates its solution without signing in; kept as hashes, as reset links are.
CREATE TABLE desk.satisfaction_links (
    hash       bytea       PRIMARY KEY,
    ticket_id  uuid        NOT NULL,
    person_id  uuid        NOT NULL, -- who asked for the ticket then
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX satisfaction_links_expires ON desk.satisfaction_links (expires_at);
