-- What units, services, agreements, schedules and types of tickets were called at any place of the log.
CREATE TABLE past_names (
    thing_id uuid   NOT NULL,
    position bigint NOT NULL, -- from here on it was called so
    name_ru  text   NOT NULL,
    name_en  text   NOT NULL,
    PRIMARY KEY (thing_id, position)
);
