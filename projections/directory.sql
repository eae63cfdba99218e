-- Who is who: people, teams and who belongs to which.
CREATE TABLE persons (
    person_id uuid   PRIMARY KEY,
    kind      text   NOT NULL,
    name      text   NOT NULL,
    sought    text   NOT NULL, -- name and addresses in lower case, for search by any part
    emails    text[] NOT NULL,
    groups    text[] NOT NULL,
    time_zone text   NOT NULL,
    language  text   NOT NULL
);
CREATE INDEX persons_emails ON persons USING gin (emails);
CREATE INDEX persons_name ON persons (name, person_id);
CREATE TABLE teams (
    team_id uuid PRIMARY KEY,
    name_ru text NOT NULL,
    name_en text NOT NULL,
    lead_id uuid
);
CREATE TABLE team_members (
    team_id   uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person ON team_members (person_id);
