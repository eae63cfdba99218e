-- What full text finds: the texts of things, the words of each, and which words there are.
CREATE TABLE searched_texts (
    thing_id uuid    NOT NULL,
    part     text    NOT NULL, -- subject, comment, solution ...
    place    bigint  NOT NULL, -- among the texts of its kind
    is_inner boolean NOT NULL, -- for staff alone
    text     text    NOT NULL,
    PRIMARY KEY (thing_id, part, place)
);
-- Whom a ticket belongs to stands here as in the list: rights are asked in the statement that finds.
CREATE TABLE ticket_words (
    ticket_id      uuid     PRIMARY KEY,
    number         bigint   NOT NULL,
    slot           smallint NOT NULL, -- of its number: which of the indexes below has it
    requester_id   uuid     NOT NULL,
    company_id     uuid,
    team_id        uuid,
    responsible_id uuid,
    words          tsvector NOT NULL  -- those for staff alone bear a mark; and whose the ticket is
) WITH (toast_tuple_target = 128, fillfactor = 90);
-- Apart from the rest, so that tickets which are but counted are read from few pages.
ALTER TABLE ticket_words ALTER COLUMN words SET STORAGE EXTERNAL;
-- One index for each 65,536 numbers: what is sought is sought in the newest first, and no further than need be.
{indexes}
CREATE TABLE thing_words (
    thing_id uuid     PRIMARY KEY,
    kind     text     NOT NULL, -- problem, change, article, service, unit
    number   bigint,
    words    tsvector NOT NULL
);
CREATE INDEX thing_words_words ON thing_words USING gin (words);
-- Every word that some thing bears, by what is left of it without one letter: for words that were typed wrongly.
CREATE TABLE searched_words (
    cut  text COLLATE "C" NOT NULL,
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (cut, word)
);
