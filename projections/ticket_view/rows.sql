-- Views of tickets: whose they are, and what they show. Removed ones stay, so that nothing is folded twice.
CREATE TABLE ticket_views (
    view_id    uuid    PRIMARY KEY,
    name_ru    text    NOT NULL,
    name_en    text    NOT NULL,
    maker_id   uuid    NOT NULL,
    audience   text    NOT NULL, -- maker, team or everyone
    team_id    uuid,
    edited_by  text    NOT NULL, -- maker, or all who see it
    settings   jsonb   NOT NULL,
    version    bigint  NOT NULL, -- of the stream
    is_removed boolean NOT NULL
);
CREATE INDEX ticket_views_maker ON ticket_views (maker_id) WHERE NOT is_removed;
CREATE INDEX ticket_views_team ON ticket_views (team_id) WHERE audience = 'team' AND NOT is_removed;
CREATE INDEX ticket_views_everyone ON ticket_views (view_id) WHERE audience = 'everyone' AND NOT is_removed;
