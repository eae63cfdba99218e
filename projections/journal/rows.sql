-- Which facts changed a setting, of what kind, whose, by whom and when: what each says is read in the log.
CREATE TABLE setting_changes (
    position bigint      PRIMARY KEY, -- of the fact, in the log
    kind     text        NOT NULL,
    thing_id uuid        NOT NULL, -- the stream
    by_id    uuid        NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX setting_changes_of_thing ON setting_changes (thing_id, position);
