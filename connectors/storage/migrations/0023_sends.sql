-- Orders that wait some seconds before they are carried out, so that who gave them can call them back. See 0224.
CREATE TABLE desk.sends (
    send_id   uuid        PRIMARY KEY, -- also the id of the command: carried out once, whoever does it
    person_id uuid        NOT NULL,
    due_at    timestamptz NOT NULL,
    sealed    bytea       NOT NULL,    -- the order, by the person's key
    refusal   jsonb                    -- why it was not carried out: kept until its sender has read it
);
CREATE INDEX sends_due ON desk.sends (due_at) WHERE refusal IS NULL;
CREATE INDEX sends_person ON desk.sends (person_id);
