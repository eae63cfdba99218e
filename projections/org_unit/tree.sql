-- The org structure and the clients: one row a unit, with its way to the root and what stands right in it.
CREATE TABLE org_units (
    unit_id        uuid    PRIMARY KEY,
    kind           text    NOT NULL,
    name_ru        text    NOT NULL,
    name_en        text    NOT NULL,
    place          text    NOT NULL, -- its order among its neighbours: our own company first, then by name
    sought         text    NOT NULL, -- both names in lower case, a line each
    parent_id      uuid,
    path           uuid[]  NOT NULL, -- from the unit itself up to the root
    head_id        uuid,
    is_archived    boolean NOT NULL DEFAULT false, -- itself
    is_barred      boolean NOT NULL,               -- itself or a unit above it
    source         text,                           -- JSON
    shares_tickets boolean NOT NULL DEFAULT false,
    asks_for_colleagues boolean NOT NULL DEFAULT false,
    time_zone      text    NOT NULL DEFAULT '',
    units          int     NOT NULL DEFAULT 0,     -- right below it
    people         int     NOT NULL DEFAULT 0      -- whose cards stand right in it
);
CREATE INDEX org_units_children ON org_units (parent_id, place, unit_id);
CREATE INDEX org_units_path ON org_units USING gin (path);
CREATE INDEX org_units_barred ON org_units (unit_id) WHERE is_barred;
CREATE INDEX org_units_head ON org_units (head_id) WHERE head_id IS NOT NULL;
