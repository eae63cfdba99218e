-- Who has dealt with a message in quarantine; released before this was kept: nobody knows.
ALTER TABLE desk.quarantine
    ADD COLUMN released_by_kind text,
    ADD COLUMN released_by_id   uuid,
    ADD COLUMN released_by_name text;
