-- What a specialist sees of a ticket in the list; one row a ticket. When it is due stands in sla_clocks.
CREATE TABLE ticket_list (
    ticket_id        uuid PRIMARY KEY,
    number           bigint      NOT NULL,
    type             text        NOT NULL,
    subject          text        NOT NULL,
    status           text        NOT NULL,
    is_open          boolean     NOT NULL, -- neither resolved nor over
    is_unfinished    boolean     NOT NULL, -- not over: also what is resolved
    priority         smallint    NOT NULL, -- 0 critical ... 3 low
    impact           text,
    urgency          text,
    priority_from    text,                 -- named, matrix or escalation; none until it was changed
    channel          text        NOT NULL,
    requester_id     uuid        NOT NULL,
    requester_name   text        NOT NULL,
    requester_email  text        NOT NULL,
    company_id       uuid,                 -- root of the requester's units at registration
    unit_id          uuid,                 -- where the requester was at registration
    agreement_id     uuid        NOT NULL,
    service_id       uuid,
    team_id          uuid,
    responsible_id   uuid,
    registered_at    timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL, -- never moved by crossings
    version          bigint      NOT NULL, -- of the stream
    changed_version  bigint      NOT NULL, -- of the last fact that is no crossing
    shown_at         timestamptz NOT NULL, -- as changed_at and changed_version, of what requesters may read
    shown_version    bigint      NOT NULL,
    news_place       bigint      NOT NULL, -- position of the last fact for which somebody would look again
    news_by          uuid        NOT NULL, -- whose that was
    news_before      bigint      NOT NULL, -- position of the last one by anybody else, 0: there is none
    shown_news_place  bigint     NOT NULL, -- the same three, of what requesters may read
    shown_news_by     uuid       NOT NULL,
    shown_news_before bigint     NOT NULL,
    closed_at        timestamptz,          -- since when it is over
    comments         int         NOT NULL,
    public_comments  int         NOT NULL, -- all that whoever reads no private ones may count
    last_word        text,                 -- who commented publicly last: staff or requester
    noted_answer     text,                 -- what an answer was taken as that moved nothing, until somebody looks
    description      text        NOT NULL,
    attributes       jsonb       NOT NULL,
    attachments      jsonb       NOT NULL,
    reason           text,                 -- of the hold, the reopening or the refusal that holds now
    solution         text,
    wake_up_at       timestamptz,
    merged_into      uuid,
    follows          uuid,                 -- the ticket that this one goes on from
    checks           smallint    NOT NULL, -- items of its checklist, and how many of them are ticked off
    checks_ticked    smallint    NOT NULL
);
-- Every ticket that goes on as another one, also by several merges: whose words that one shows, and to whom it opens.
CREATE TABLE merged_tickets (
    into_id      uuid   NOT NULL,
    ticket_id    uuid   NOT NULL,
    requester_id uuid   NOT NULL, -- who asked for the one that was merged
    at_version   bigint NOT NULL, -- of the other one, since when; 0 where it was not told; no row once it is undone
    command_id   uuid,            -- that merged just these two, and told what came along
    PRIMARY KEY (into_id, ticket_id)
);
CREATE INDEX merged_tickets_requester ON merged_tickets (requester_id);
CREATE INDEX merged_tickets_ticket ON merged_tickets (ticket_id);
-- Who goes along with a ticket: in copy, reading its public words, or watching it as staff.
CREATE TABLE ticket_people (
    ticket_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role      text NOT NULL, -- copy, watch; share, share_group: to whom it is shown
    name      text NOT NULL, -- as they were called then, for who is not registered
    place     bigint NOT NULL, -- position since which: what came before is no news to them
    PRIMARY KEY (ticket_id, role, person_id)
);
CREATE INDEX ticket_people_person ON ticket_people (person_id, role);
-- Whom a fact concerns: a person, whoever is in a team, or, with neither, who goes along with the ticket. What comes with
-- somebody who answers for it is given to them, and is in no other status than before.
CREATE TABLE notices (
    position   bigint      NOT NULL,
    ticket_id  uuid        NOT NULL,
    kind       text        NOT NULL,
    person_id  uuid,
    team_id    uuid,
    actor_id   uuid        NOT NULL,
    actor_name text        NOT NULL,
    is_inner   boolean     NOT NULL, -- for those who read private words
    at         timestamptz NOT NULL  -- when it was recorded
);
CREATE INDEX notices_person ON notices (person_id, at) WHERE person_id IS NOT NULL;
CREATE INDEX notices_team ON notices (team_id, at) WHERE team_id IS NOT NULL;
CREATE INDEX notices_along ON notices (ticket_id, at) WHERE person_id IS NULL AND team_id IS NULL;
CREATE INDEX notices_position ON notices (position);
CREATE UNIQUE INDEX ticket_list_number ON ticket_list (number);
CREATE INDEX ticket_list_changed ON ticket_list (changed_at, ticket_id);
CREATE INDEX ticket_list_registered ON ticket_list (registered_at, ticket_id);
CREATE INDEX ticket_list_priority ON ticket_list (priority, ticket_id);
CREATE INDEX ticket_list_closed ON ticket_list (closed_at, ticket_id) WHERE closed_at IS NOT NULL;
CREATE INDEX ticket_list_unit ON ticket_list (unit_id, number) WHERE unit_id IS NOT NULL;
-- Of what hardly any ticket has, little stands in any order: that is found by itself.
CREATE INDEX ticket_list_impact ON ticket_list (impact) WHERE impact IS NOT NULL;
CREATE INDEX ticket_list_urgency ON ticket_list (urgency) WHERE urgency IS NOT NULL;
CREATE INDEX ticket_list_channel ON ticket_list (channel);
CREATE INDEX ticket_list_attributes ON ticket_list USING gin (attributes jsonb_path_ops) WHERE attributes <> '{}';
CREATE INDEX ticket_list_requester ON ticket_list (requester_id, number);
CREATE INDEX ticket_list_team ON ticket_list (team_id, number);
CREATE INDEX ticket_list_responsible ON ticket_list (responsible_id, number);
CREATE INDEX ticket_list_standing ON ticket_list (type, status) WHERE is_unfinished;
CREATE INDEX ticket_list_follows ON ticket_list (follows) WHERE follows IS NOT NULL;
CREATE INDEX ticket_list_checks ON ticket_list (ticket_id) WHERE checks > 0;
-- What somebody who leaves would leave behind.
CREATE INDEX ticket_list_in_hand ON ticket_list (team_id, responsible_id) WHERE is_unfinished;

-- What stands around a ticket, for staff alone; in this read model, since whoever has a task on a ticket sees it.
CREATE TABLE ticket_links (
    ticket_id uuid NOT NULL,
    kind      text NOT NULL, -- what it is to the other one; that one has the opposite row
    to_id     uuid NOT NULL,
    PRIMARY KEY (ticket_id, kind, to_id)
);
CREATE TABLE ticket_tags (
    ticket_id uuid NOT NULL,
    tag       text NOT NULL,
    PRIMARY KEY (ticket_id, tag)
);
CREATE INDEX ticket_tags_tag ON ticket_tags (tag, ticket_id);
-- What of all this, and of the people who go along, came with tickets that were merged into one.
CREATE TABLE ticket_brought (
    ticket_id uuid NOT NULL,
    from_id   uuid NOT NULL, -- the ticket that it came with
    what      text NOT NULL, -- tag, link, watcher, copy, check
    value     text NOT NULL, -- the tag, the kind of the link
    to_id     uuid NOT NULL, -- the other ticket, the person, the item; 0 for a tag
    PRIMARY KEY (ticket_id, what, value, to_id, from_id)
);
CREATE INDEX ticket_brought_from ON ticket_brought (from_id);
CREATE TABLE ticket_tasks (
    task_id        uuid        PRIMARY KEY,
    ticket_id      uuid        NOT NULL,
    place          int         NOT NULL, -- in the order in which they were added, from 0
    title          text        NOT NULL,
    team_id        uuid,
    responsible_id uuid,
    due_at         timestamptz,
    stands         text        NOT NULL, -- open, done, given_up
    reason         text        NOT NULL, -- why it was given up
    added_at       timestamptz NOT NULL,
    ended_at       timestamptz
);
CREATE INDEX ticket_tasks_ticket ON ticket_tasks (ticket_id, place);
CREATE INDEX ticket_tasks_due ON ticket_tasks (due_at, task_id) WHERE stands = 'open';
CREATE INDEX ticket_tasks_team ON ticket_tasks (team_id, task_id) WHERE stands = 'open';
CREATE INDEX ticket_tasks_responsible ON ticket_tasks (responsible_id, task_id) WHERE stands = 'open';
CREATE TABLE ticket_checks (
    ticket_id    uuid        NOT NULL,
    check_id     uuid        NOT NULL,
    place        int         NOT NULL, -- in their order, from 0
    words        text        NOT NULL,
    ticked_by    uuid,
    ticked_at    timestamptz,
    is_withdrawn boolean     NOT NULL,
    PRIMARY KEY (ticket_id, check_id)
);
CREATE TABLE ticket_ratings (
    ticket_id      uuid        PRIMARY KEY,
    score          smallint    NOT NULL, -- 1 to 5, as it was said last
    words          text        NOT NULL,
    rated_at       timestamptz NOT NULL,
    rerated_at     timestamptz,
    team_id        uuid,                 -- of whom and what, as it stood when it was said first
    responsible_id uuid,
    service_id     uuid
);
CREATE INDEX ticket_ratings_rated ON ticket_ratings (rated_at);
CREATE INDEX ticket_ratings_score ON ticket_ratings (score, ticket_id);
CREATE TABLE ticket_times (
    entry_id  uuid        PRIMARY KEY,
    ticket_id uuid        NOT NULL,
    person_id uuid        NOT NULL,
    activity  text        NOT NULL,
    seconds   int         NOT NULL,
    until_at  timestamptz NOT NULL,
    note      text        NOT NULL
);
CREATE INDEX ticket_times_ticket ON ticket_times (ticket_id, until_at);
CREATE INDEX ticket_times_person ON ticket_times (person_id, until_at);
CREATE INDEX ticket_times_until ON ticket_times (until_at);
