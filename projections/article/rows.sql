-- Articles of the knowledge base: what lists show and are narrowed by, and all that is known of each.
CREATE TABLE articles (
    article_id     uuid        PRIMARY KEY,
    number         bigint      NOT NULL,
    title_ru       text        NOT NULL, -- what readers read, or the draft of what nobody reads; empty: not in that language
    title_en       text        NOT NULL,
    summary_ru     text        NOT NULL,
    summary_en     text        NOT NULL,
    audience       text        NOT NULL, -- staff, clients or everyone
    is_published   boolean     NOT NULL,
    is_archived    boolean     NOT NULL,
    languages      text[]      NOT NULL, -- in which it was published
    drafts         text[]      NOT NULL, -- in which there is a draft
    behind         text[]      NOT NULL,
    services       uuid[]      NOT NULL,
    check_again_on date,
    author_id      uuid        NOT NULL,
    told           jsonb       NOT NULL, -- all of it
    version        bigint      NOT NULL,
    shown_version  bigint      NOT NULL, -- of the last fact that changes what readers read
    changed_at     timestamptz NOT NULL,
    shown_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX articles_number ON articles (number);
CREATE INDEX articles_services ON articles USING gin (services);
-- Where articles were quoted: in a comment, or without one in the solution of a ticket.
CREATE TABLE article_uses (
    ticket_id  uuid        NOT NULL,
    version    bigint      NOT NULL, -- of the ticket's stream
    article_id uuid        NOT NULL,
    comment_id uuid,
    is_public  boolean     NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, version)
);
CREATE INDEX article_uses_article ON article_uses (article_id);
CREATE INDEX article_uses_comment ON article_uses (comment_id);
CREATE TABLE article_feedback (
    article_id uuid        NOT NULL,
    person_id  uuid        NOT NULL,
    helped     boolean,              -- NULL: taken back
    words      text        NOT NULL,
    language   text        NOT NULL,
    edition    int         NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (article_id, person_id)
);
