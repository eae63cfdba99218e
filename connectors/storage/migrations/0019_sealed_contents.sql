-- Contents of files lie sealed, each under a key of its own that is wrapped for whom the file belongs to: see decision
-- 0170. What stands open in desk.files is sealed once by a foundation step.
CREATE TABLE desk.contents (
    content_id uuid   PRIMARY KEY,
    sha256     bytea  CHECK (octet_length(sha256) = 32), -- NULL: it is still coming
    size       bigint NOT NULL DEFAULT 0,
    media_type text   NOT NULL DEFAULT '',
    begun_by   uuid   NOT NULL,
    begun_at   timestamptz NOT NULL
);
CREATE INDEX contents_begun ON desk.contents (begun_at);
CREATE INDEX contents_coming ON desk.contents (begun_by) WHERE sha256 IS NULL;

CREATE TABLE desk.content_chunks (
    content_id uuid  NOT NULL REFERENCES desk.contents ON DELETE CASCADE,
    nth        int   NOT NULL,
    sealed     bytea NOT NULL,
    PRIMARY KEY (content_id, nth)
);
-- What is sealed does not become smaller.
ALTER TABLE desk.content_chunks ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Whose files there are: equal contents of one owner are kept once. Without the owner's key nothing opens them.
CREATE TABLE desk.content_keys (
    owner_id   uuid   NOT NULL,
    sha256     bytea  NOT NULL,
    content_id uuid   NOT NULL REFERENCES desk.contents,
    key_id     bigint NOT NULL, -- of desk.owner_keys
    wrapped    bytea  NOT NULL,
    held_at    timestamptz NOT NULL, -- a command was about to name it
    is_named   boolean NOT NULL DEFAULT false, -- a fact names it: for ever
    PRIMARY KEY (owner_id, sha256)
);
CREATE INDEX content_keys_content ON desk.content_keys (content_id);
CREATE INDEX content_keys_held ON desk.content_keys (held_at) WHERE NOT is_named;

-- What somebody sent and may name in a command, for a day.
CREATE TABLE desk.uploads (
    person_id   uuid   NOT NULL,
    sha256      bytea  NOT NULL,
    content_id  uuid   NOT NULL REFERENCES desk.contents,
    name        bytea  NOT NULL, -- sealed, as all that people call things
    key_id      bigint NOT NULL,
    wrapped     bytea,           -- NULL: it belongs to somebody by now, by whose key alone it opens
    uploaded_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, sha256)
);
CREATE INDEX uploads_content ON desk.uploads (content_id);
CREATE INDEX uploads_at ON desk.uploads (uploaded_at);

INSERT INTO desk.foundations (step, until)
    SELECT 'files-sealed', coalesce(max(notification_id), 0) FROM desk.facts;
DELETE FROM desk.files WHERE NOT EXISTS (SELECT FROM desk.facts);

-- Who opened which file: too many for the log, and nothing is decided by it.
CREATE TABLE desk.downloads (
    entry_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    person_id  uuid   NOT NULL,
    what       text   NOT NULL CHECK (what IN ('file', 'preview')),
    sha256     bytea  NOT NULL,
    size_bytes bigint NOT NULL,
    ticket     bigint,               -- where it stands
    about      uuid,                 -- on whose card it stands
    source     text   NOT NULL,
    client     text   NOT NULL
);
CREATE INDEX downloads_at ON desk.downloads (at);
CREATE INDEX downloads_person ON desk.downloads (person_id, entry_id);
CREATE INDEX downloads_ticket ON desk.downloads (ticket, entry_id) WHERE ticket IS NOT NULL;
