-- Who holds which agreement. Nothing is written per person but where they are: a person holds what was granted to
-- them and to any unit on the path of theirs.
CREATE TABLE holdings (
    recipient_id uuid NOT NULL, -- a person or an org unit
    agreement_id uuid NOT NULL,
    PRIMARY KEY (recipient_id, agreement_id)
);
CREATE TABLE holding_units (
    unit_id uuid   PRIMARY KEY,
    name_ru text   NOT NULL,
    name_en text   NOT NULL,
    path    uuid[] NOT NULL -- the unit and those above it, own first
);
CREATE INDEX holding_units_path ON holding_units USING gin (path);
CREATE TABLE holding_persons (
    person_id uuid PRIMARY KEY,
    unit_id   uuid NOT NULL
);
