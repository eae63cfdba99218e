-- Which ticket a mail went to, by its Message-ID: how an answer finds its ticket.
CREATE TABLE mail_threads (
    message_id text   PRIMARY KEY,
    ticket_id  uuid   NOT NULL,
    position   bigint NOT NULL
);
