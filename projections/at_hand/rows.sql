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
-- What was answered with a template.
CREATE TABLE reply_template_uses (
    template_id uuid        NOT NULL,
    used_at     timestamptz NOT NULL,
    ticket_id   uuid        NOT NULL,
    version     bigint      NOT NULL, -- of the ticket's stream
    used_by     uuid        NOT NULL,
    PRIMARY KEY (ticket_id, version)
);
CREATE INDEX reply_template_uses_template ON reply_template_uses (template_id, used_at);
