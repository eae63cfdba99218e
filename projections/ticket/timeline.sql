-- What happened on a ticket, an entry a fact: comments and changes, in the order of the log. Facts are called by their
-- latest versions.
CREATE TABLE ticket_timeline (
    ticket_id  uuid        NOT NULL,
    version    bigint      NOT NULL,
    position   bigint      NOT NULL,
    name       text        NOT NULL, -- stored name of the fact
    at         timestamptz NOT NULL,
    actor_id   uuid        NOT NULL,
    actor_name text        NOT NULL,
    is_inner   boolean     NOT NULL, -- for staff only: private comments and crossings
    body       text,                 -- of a comment as it stands; none once it was withdrawn
    comment_id uuid,                 -- of a comment, and of what became of it
    redacted_at timestamptz,         -- when a comment was made unreadable for good
    went_to    uuid,                 -- the ticket that a comment goes on as
    went_to_number bigint,           -- what people call it
    edited_at  timestamptz,          -- when its writer last gave it other words
    details    jsonb       NOT NULL, -- the sentence in both languages
    about      jsonb       NOT NULL, -- whom and what it is about, by ids, and of which types: all is named when it is read
    type       text,                 -- of the ticket, where the sentence tells it: then with a place for its name
    traits     jsonb,                -- what the ticket is from here on, where that is another than before
    PRIMARY KEY (ticket_id, version)
);

CREATE INDEX ticket_timeline_comment ON ticket_timeline (ticket_id, comment_id) WHERE comment_id IS NOT NULL;

-- The files that these facts brought: for the card, and for who may name them again.
CREATE TABLE ticket_files (
    ticket_id  uuid    NOT NULL,
    version    bigint  NOT NULL,
    place      int     NOT NULL, -- within the fact
    sha256     text    NOT NULL,
    name       text    NOT NULL,
    media_type text    NOT NULL,
    size_bytes bigint  NOT NULL,
    is_inner   boolean NOT NULL, -- of a private comment
    owner_id   uuid    NOT NULL, -- whose the file is, and its words
    content_id text,             -- by what the words point at it, of a picture that stands within them
    PRIMARY KEY (ticket_id, version, place)
);
CREATE INDEX ticket_files_sha256 ON ticket_files (sha256);
