-- How people get in. Facts say that these changed; what they are stands here alone, as hashes.
CREATE TABLE desk.passwords (
    person_id   uuid PRIMARY KEY,
    hash        text        NOT NULL, -- argon2id in its own notation, salt and cost included
    must_change boolean     NOT NULL DEFAULT false,
    changed_at  timestamptz NOT NULL
);

CREATE TABLE desk.sessions (
    session_id uuid PRIMARY KEY,
    hash       bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    person_id  uuid        NOT NULL,
    client     text        NOT NULL DEFAULT '', -- what the browser or program calls itself
    source     text        NOT NULL DEFAULT '', -- the network address
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX sessions_person ON desk.sessions (person_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expiry ON desk.sessions (expires_at);

CREATE TABLE desk.reset_links (
    hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    person_id  uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX reset_links_person ON desk.reset_links (person_id);

-- Failed sign-ins by login and network address: who guesses slows down themselves, never the owner.
CREATE TABLE desk.sign_in_failures (
    login_hash    bytea NOT NULL CHECK (octet_length(login_hash) = 32),
    source        text  NOT NULL,
    failures      int   NOT NULL,
    last_at       timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL,
    PRIMARY KEY (login_hash, source)
);
CREATE INDEX sign_in_failures_age ON desk.sign_in_failures (last_at);

-- What a token may be used for; empty means everything that its bearer may do.
ALTER TABLE desk.tokens ADD COLUMN scopes text[] NOT NULL DEFAULT '{}';
