-- What people have read of what they are told, and of what they do not want to be told: no facts, and gone with the
-- person's key. See decision 0226.
CREATE TABLE desk.notices_seen (
    person_id uuid        PRIMARY KEY,
    until     timestamptz NOT NULL -- all of them up to then
);
CREATE TABLE desk.notices_read (
    person_id uuid        NOT NULL,
    notice_id uuid        NOT NULL, -- computed from what it is of
    read_at   timestamptz NOT NULL,
    PRIMARY KEY (person_id, notice_id)
);
CREATE TABLE desk.notice_settings (
    person_id uuid   PRIMARY KEY,
    muted     text[] NOT NULL -- kinds
);
