-- By what people came in: a password, a password and a code of a second factor, a provider that knows them.
ALTER TABLE desk.sessions ADD COLUMN via text NOT NULL DEFAULT 'password'
    CHECK (via IN ('password', 'second_factor', 'provider'));
ALTER TABLE desk.sign_ins ADD COLUMN via text NOT NULL DEFAULT 'password'
    CHECK (via IN ('password', 'second_factor', 'provider'));

-- What codes are computed from, sealed with their owner's key: no copy of this table makes a code without that.
CREATE TABLE desk.second_factors (
    person_id uuid        PRIMARY KEY,
    sealed    bytea       NOT NULL,
    made_at   timestamptz NOT NULL,
    on_since  timestamptz,                 -- NULL: no code of it has come yet, and none is asked for
    last_step bigint      NOT NULL DEFAULT 0 -- of the last code that was taken: each is good once
);
CREATE TABLE desk.recovery_codes (
    person_id uuid  NOT NULL,
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (person_id, hash)
);
-- Of whom somebody else took it off: they read so until they have looked, or switched it on again.
CREATE TABLE desk.second_factors_lost (
    person_id uuid        PRIMARY KEY,
    at        timestamptz NOT NULL,
    taken_by  uuid        NOT NULL
);
