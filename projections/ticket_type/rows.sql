-- What types of ticket there are beside those that nobody changed, and every version they had.
CREATE TABLE ticket_types (
    code          text    PRIMARY KEY,
    definition    jsonb   NOT NULL,
    version       bigint  NOT NULL, -- of the stream
    is_archived   boolean NOT NULL,
    led           jsonb   NOT NULL, -- statuses that are no more -> where their tickets are led
    left_statuses text[]  NOT NULL, -- in which no open ticket of the type may stand any longer
    satisfaction  jsonb   NOT NULL, -- how tickets of it are rated
    checklist     jsonb   NOT NULL, -- which checklists they begin with, and whether all must be ticked off
    known         jsonb   NOT NULL  -- every status that the type ever had, as it was last: code -> status
);
CREATE TABLE ticket_type_versions (
    code       text        NOT NULL,
    version    bigint      NOT NULL,
    definition jsonb       NOT NULL,
    led        jsonb       NOT NULL,
    since      timestamptz NOT NULL,
    position   bigint      NOT NULL, -- of the fact, in the log
    PRIMARY KEY (code, version)
);
