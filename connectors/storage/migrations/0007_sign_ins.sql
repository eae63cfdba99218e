-- Who came in and who was turned away: too many for the log, and not about anything that is decided. Whom a wrong name
-- was meant for is not kept: people type passwords there.
CREATE TABLE desk.sign_ins (
    entry_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    outcome   text        NOT NULL CHECK (outcome IN ('signed_in', 'refused')),
    person_id uuid,                 -- whose login it was; NULL: nobody's
    source    text        NOT NULL, -- the network address
    client    text        NOT NULL  -- what the browser or program calls itself
);
CREATE INDEX sign_ins_person ON desk.sign_ins (person_id, entry_id);
CREATE INDEX sign_ins_at ON desk.sign_ins (at);
