-- Contents of attachments, named by what they are: equal contents are kept once.
CREATE TABLE desk.files (
    sha256   bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    size     bigint      NOT NULL,
    content  bytea       NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT now()
);
-- Attachments are mostly compressed already: do not spend time on compressing them again.
ALTER TABLE desk.files ALTER COLUMN content SET STORAGE EXTERNAL;

-- Bearer tokens: only their hash is known here.
CREATE TABLE desk.tokens (
    token_id    uuid PRIMARY KEY,
    hash        bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    actor_kind  text        NOT NULL,
    actor_id    uuid        NOT NULL,
    actor_name  text        NOT NULL,
    groups      text[]      NOT NULL,
    teams       uuid[]      NOT NULL DEFAULT '{}',
    language    text        NOT NULL DEFAULT 'ru',
    label       text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    used_at     timestamptz,
    withdrawn_at timestamptz
);
CREATE INDEX tokens_actor ON desk.tokens (actor_id);

-- Originals that could not become a ticket, with the reason, until a person has looked at them.
CREATE TABLE desk.quarantine (
    entry_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256      bytea       NOT NULL UNIQUE,
    source      text        NOT NULL,
    sender      text        NOT NULL DEFAULT '',
    subject     text        NOT NULL DEFAULT '',
    reason      text        NOT NULL,
    reason_ru   text        NOT NULL,
    reason_en   text        NOT NULL,
    original    bytea       NOT NULL,
    received_at timestamptz NOT NULL,
    released_at timestamptz
);
CREATE INDEX quarantine_waiting ON desk.quarantine (received_at) WHERE released_at IS NULL;
