-- Agreements and service schedules as administrators see them; the clocks keep a book of their own.
CREATE TABLE agreements (
    agreement_id        uuid    PRIMARY KEY,
    name_ru             text    NOT NULL,
    name_en             text    NOT NULL,
    kind                text    NOT NULL,
    schedule_id         uuid    NOT NULL,
    promise             jsonb   NOT NULL,
    default_responsible jsonb,
    version             bigint  NOT NULL,
    is_base             boolean NOT NULL DEFAULT false,
    provider_id         uuid,
    units               uuid[]  NOT NULL DEFAULT '{}',
    persons             uuid[]  NOT NULL DEFAULT '{}',
    distributes         boolean NOT NULL DEFAULT true,
    services            uuid[]  NOT NULL DEFAULT '{}',
    valid_from_at       timestamptz,
    valid_until_at      timestamptz,
    is_archived         boolean NOT NULL DEFAULT false
);
CREATE TABLE service_schedules (
    schedule_id   uuid    PRIMARY KEY,
    name_ru       text    NOT NULL,
    name_en       text    NOT NULL,
    version       bigint  NOT NULL,
    hours_version integer NOT NULL DEFAULT 1
);
-- One row an edit of the hours, as long as what it changes: a schedule is what its rows add up to, yearly holidays that stayed, too.
CREATE TABLE schedule_edits (
    schedule_id    uuid        NOT NULL,
    hours_version  integer     NOT NULL,
    since_at       timestamptz NOT NULL,
    effective_from timestamptz,
    change         bytea       NOT NULL,
    PRIMARY KEY (schedule_id, hours_version)
);
