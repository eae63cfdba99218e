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
    is_base             boolean NOT NULL DEFAULT false
);
CREATE TABLE service_schedules (
    schedule_id uuid   PRIMARY KEY,
    name_ru     text   NOT NULL,
    name_en     text   NOT NULL,
    timetables  jsonb  NOT NULL,
    version     bigint NOT NULL
);
