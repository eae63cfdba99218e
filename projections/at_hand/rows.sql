-- Reply templates: whose they are, to whom they are open, and what they say. Archived ones stay.
CREATE TABLE reply_templates (
    template_id uuid        PRIMARY KEY,
    name_ru     text        NOT NULL,
    name_en     text        NOT NULL,
    body        jsonb       NOT NULL,
    maker_id    uuid        NOT NULL,
    audience    text        NOT NULL, -- maker, team or everyone
    team_id     uuid,
    edited_by   text        NOT NULL, -- maker, or all to whom it is open
    version     bigint      NOT NULL, -- of the stream
    changed_at  timestamptz NOT NULL, -- since when it says what it says
    is_archived boolean     NOT NULL
);
CREATE INDEX reply_templates_maker ON reply_templates (maker_id);
CREATE INDEX reply_templates_team ON reply_templates (team_id) WHERE audience = 'team';
CREATE INDEX reply_templates_everyone ON reply_templates (template_id) WHERE audience = 'everyone';
-- What each version of a template said, and since when.
CREATE TABLE reply_template_versions (
    template_id uuid        NOT NULL,
    version     bigint      NOT NULL, -- of the stream
    name_ru     text        NOT NULL,
    name_en     text        NOT NULL,
    body        jsonb       NOT NULL,
    made_at     timestamptz NOT NULL,
    made_by     uuid        NOT NULL,
    PRIMARY KEY (template_id, version)
);
-- Macros: whose they are, to whom they are open, what they do and on which tickets they are offered. Archived ones stay.
CREATE TABLE macros (
    macro_id    uuid    PRIMARY KEY,
    name_ru     text    NOT NULL,
    name_en     text    NOT NULL,
    acts        jsonb   NOT NULL,
    types       text[]  NOT NULL, -- on tickets of which types it is offered; none: of all
    statuses    text[]  NOT NULL, -- and in which statuses
    maker_id    uuid    NOT NULL,
    audience    text    NOT NULL, -- maker, team or everyone
    team_id     uuid,
    edited_by   text    NOT NULL, -- maker, or all to whom it is open
    version     bigint  NOT NULL, -- of the stream
    is_archived boolean NOT NULL
);
CREATE INDEX macros_maker ON macros (maker_id);
CREATE INDEX macros_team ON macros (team_id) WHERE audience = 'team';
CREATE INDEX macros_everyone ON macros (macro_id) WHERE audience = 'everyone';
-- Checklist templates: whose they are, to whom they are open, and their items. Archived ones stay.
CREATE TABLE checklist_templates (
    checklist_id uuid   PRIMARY KEY,
    name_ru     text    NOT NULL,
    name_en     text    NOT NULL,
    items       text[]  NOT NULL,
    maker_id    uuid    NOT NULL,
    audience    text    NOT NULL, -- maker, team or everyone
    team_id     uuid,
    edited_by   text    NOT NULL, -- maker, or all to whom it is open
    version     bigint  NOT NULL, -- of the stream
    is_archived boolean NOT NULL
);
CREATE INDEX checklist_templates_maker ON checklist_templates (maker_id);
CREATE INDEX checklist_templates_team ON checklist_templates (team_id) WHERE audience = 'team';
CREATE INDEX checklist_templates_everyone ON checklist_templates (checklist_id) WHERE audience = 'everyone';
-- What was answered with a template, done with a macro, given as a checklist.
CREATE TABLE at_hand_uses (
    thing_id  uuid        NOT NULL, -- the reply template, the macro or the checklist template
    used_at   timestamptz NOT NULL,
    ticket_id uuid        NOT NULL,
    version   bigint      NOT NULL, -- of the ticket's stream
    used_by   uuid        NOT NULL,
    PRIMARY KEY (ticket_id, version)
);
CREATE INDEX at_hand_uses_thing ON at_hand_uses (thing_id, used_at);
