-- Who is who: people, teams and who belongs to which.
CREATE TABLE persons (
    person_id uuid    PRIMARY KEY,
    kind      text    NOT NULL,
    last      text    NOT NULL,
    first     text    NOT NULL,
    middle    text    NOT NULL,
    name      text    NOT NULL, -- all parts
    sought    text    NOT NULL, -- name and addresses in lower case
    position  text    NOT NULL,
    unit_id   uuid,
    emails    text[]  NOT NULL,
    phones    text[]  NOT NULL,
    login     text    NOT NULL,
    licence   text    NOT NULL,
    groups    text[]  NOT NULL, -- granted beside what everybody has
    photo     text,             -- SHA-256
    is_active boolean NOT NULL,
    source    text,             -- JSON
    time_zone text    NOT NULL,
    language  text    NOT NULL,
    merged_into uuid,           -- who they turned out to be
    files     text    NOT NULL, -- JSON: those on their card, in the order in which they came
    further   text    NOT NULL  -- JSON: the units that they belong to beside theirs
);
CREATE INDEX persons_merged ON persons (merged_into, person_id) WHERE merged_into IS NOT NULL;
CREATE INDEX persons_emails ON persons USING gin (emails);
CREATE INDEX persons_name ON persons (name, person_id);
CREATE INDEX persons_unit ON persons (unit_id, name, person_id);
CREATE INDEX persons_login ON persons (lower(login)) WHERE login <> '';
-- The words of names, positions and addresses, in the one spelling that all are sought by, and telephones; and, each word once, what
-- stands inside the words of names.
CREATE TABLE person_words (
    word      text COLLATE "C" NOT NULL,
    person_id uuid    NOT NULL,
    in_name   boolean NOT NULL, -- of the name or the login
    is_shown  boolean NOT NULL, -- of the name itself or the position, which everybody who finds people is shown
    PRIMARY KEY (in_name, word, person_id)
);
CREATE INDEX person_words_person ON person_words (person_id);
-- Guests whom tickets know by an address that is the person's by now: keyed ids computed from it, and those of earlier days.
CREATE TABLE person_senders (
    person_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    PRIMARY KEY (person_id, sender_id)
);
CREATE INDEX person_senders_sender ON person_senders (sender_id);
CREATE TABLE name_endings (
    ending text COLLATE "C" NOT NULL,
    word   text COLLATE "C" NOT NULL,
    PRIMARY KEY (ending, word)
);
CREATE INDEX name_endings_word ON name_endings (word);
-- The same, each unit by itself, in [from_at, until_at).
CREATE TABLE person_units (
    person_id uuid        NOT NULL,
    unit_id   uuid        NOT NULL,
    from_at   timestamptz,
    until_at  timestamptz,
    PRIMARY KEY (person_id, unit_id)
);
CREATE INDEX person_units_unit ON person_units (unit_id, person_id);
-- When people are away, in [from_at, until_at), and who stands in for them; what was called off is empty.
CREATE TABLE absences (
    absence_id    uuid        PRIMARY KEY,
    person_id     uuid        NOT NULL,
    from_at       timestamptz NOT NULL,
    until_at      timestamptz NOT NULL,
    substitute_id uuid,
    note          text        NOT NULL
);
CREATE INDEX absences_person ON absences (person_id, until_at);
CREATE INDEX absences_until ON absences (until_at);
CREATE INDEX absences_substitute ON absences (substitute_id, until_at);
CREATE TABLE teams (
    team_id      uuid    PRIMARY KEY,
    name_ru      text    NOT NULL,
    name_en      text    NOT NULL,
    lead_id      uuid,
    is_disbanded boolean NOT NULL DEFAULT false,
    to_team_id   uuid,            -- who has a disbanded team's tickets
    to_person_id uuid,
    dealing      text             -- JSON: how it deals its tickets
);
-- Of teams that deal: how many turns were taken, and whose was the last.
CREATE TABLE team_turns (
    team_id   uuid PRIMARY KEY,
    taken     int  NOT NULL,
    person_id uuid NOT NULL
);
-- Of teams that are on call: the rotas, what is taken and swapped, up to which fact of their stream.
CREATE TABLE on_call_rotas (
    team_id uuid PRIMARY KEY,
    version int  NOT NULL,
    told    text NOT NULL -- JSON
);
CREATE TABLE team_members (
    team_id   uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person ON team_members (person_id);
-- Who left a team, and who has their tickets: the team as a whole where nobody was named.
CREATE TABLE team_leavers (
    team_id      uuid NOT NULL,
    person_id    uuid NOT NULL,
    to_team_id   uuid NOT NULL,
    to_person_id uuid,
    PRIMARY KEY (team_id, person_id)
);
