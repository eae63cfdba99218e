-- The catalogue of services as a tree; which agreement provides what stands in agreements.
CREATE TABLE services (
    service_id     uuid    PRIMARY KEY,
    name_ru        text    NOT NULL,
    name_en        text    NOT NULL,
    description_ru text    NOT NULL,
    description_en text    NOT NULL,
    sought         text    NOT NULL, -- name, description and classification in lower case, for search by any part
    classification text    NOT NULL,
    parent_id      uuid,
    path           uuid[]  NOT NULL, -- the service and what is above it, own first
    types          text[]  NOT NULL,
    responsible    jsonb,
    place          int     NOT NULL,
    is_archived    boolean NOT NULL,
    form           jsonb, -- its questions; none: those of the service above
    checklists     uuid[], -- templates that its tickets begin with; none: those of the service above
    version        bigint  NOT NULL
);
CREATE INDEX services_path ON services USING gin (path);
