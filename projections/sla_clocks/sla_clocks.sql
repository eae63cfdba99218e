-- The clocks of every ticket. Instants and amounts are microseconds; 9223372036854775807 stands for no instant,
-- so that it sorts last. The columns above the clocks are those that lists filter and sort by beside due. What the
-- first status of a ticket counts for, what was set while it was resolved, and what a replaced target still owes, is
-- in them. Only what runs is due, and what was cancelled has ended.
-- No free text of a ticket is among what rules match on.
CREATE TABLE sla_clocks (
    ticket_id       uuid PRIMARY KEY,
    number          bigint   NOT NULL,
    type            text     NOT NULL,
    status          text     NOT NULL,
    priority        smallint NOT NULL, -- 0 critical ... 3 low
    is_open         boolean  NOT NULL, -- the status is not final: the ticket is unfinished
    is_resolved     boolean  NOT NULL, -- the status holds a solution: open is what is unfinished and not resolved
    team_id         uuid,
    responsible_id  uuid,
    requester_id    uuid     NOT NULL,
    company_id      uuid,              -- root of the requester's units at registration
    service_id      uuid,
    agreement_id    uuid     NOT NULL,
    schedule_id     uuid     NOT NULL,
    zone            text     NOT NULL, -- of the requester, for schedules that follow it
    registered_us   bigint   NOT NULL,
    changed_us      bigint   NOT NULL, -- never moved by crossings
    ticket_version  bigint   NOT NULL,
    changed_version bigint   NOT NULL,
    due_us          bigint   NOT NULL, -- the earliest due of the clocks that run
    alarm_us        bigint   NOT NULL, -- later than this the ticket is overdue
    missed_us       bigint   NOT NULL, -- the earliest proven miss, also of a clock that was cancelled later
    next_us         bigint   NOT NULL, -- when the timekeeper must look
    wake_us         bigint   NOT NULL, -- when a wait ends by itself
    by_anyone       boolean  NOT NULL, -- anyone's public comment stops the reaction clock
    traits          bytea    NOT NULL, -- what rules ask of the ticket (msgpack)
    approval        bytea,             -- the approval that it waits for, when to remind, when it expires (msgpack)
    closing         bytea,             -- the solution that waits for objections, and when it closes (msgpack)
    held_us         bigint   NOT NULL, -- until then its history is being told: nothing follows by itself
    before          bytea,             -- where it stood before something followed by itself, or without the merge (msgpack)
    reaction_target_us          bigint  NOT NULL, -- target, working time
    reaction_target_no          integer NOT NULL, -- number of the target, from 1
    reaction_base_us            bigint  NOT NULL, -- consumed before the present running span
    reaction_since_us           bigint  NOT NULL, -- begin of the present running span
    reaction_stopped_us         bigint  NOT NULL, -- when it stopped
    reaction_due_us             bigint  NOT NULL, -- where consumed reaches the target
    reaction_alarm_us           bigint  NOT NULL, -- later than this it is missed
    reaction_missed_us          bigint  NOT NULL, -- a proven miss
    reaction_escalation_us      bigint  NOT NULL, -- consumed time of the next point
    reaction_escalation_at_us   bigint  NOT NULL, -- when the next point is reached
    reaction_spans_until_us     bigint  NOT NULL, -- end of the last closed span, 0 for none
    reaction_target_since_us    bigint  NOT NULL, -- when the present target was set
    reaction_terms              bytea   NOT NULL, -- what only facts of the ticket change (msgpack)
    resolution_target_us        bigint  NOT NULL, -- target, working time
    resolution_target_no        integer NOT NULL, -- number of the target, from 1
    resolution_base_us          bigint  NOT NULL, -- consumed before the present running span
    resolution_since_us         bigint  NOT NULL, -- begin of the present running span
    resolution_stopped_us       bigint  NOT NULL, -- when it stopped
    resolution_due_us           bigint  NOT NULL, -- where consumed reaches the target
    resolution_alarm_us         bigint  NOT NULL, -- later than this it is missed
    resolution_missed_us        bigint  NOT NULL, -- a proven miss
    resolution_escalation_us    bigint  NOT NULL, -- consumed time of the next point
    resolution_escalation_at_us bigint  NOT NULL, -- when the next point is reached
    resolution_spans_until_us   bigint  NOT NULL, -- end of the last closed span, 0 for none
    resolution_target_since_us  bigint  NOT NULL, -- when the present target was set
    resolution_terms            bytea   NOT NULL, -- what only facts of the ticket change (msgpack)
    is_parked                   boolean NOT NULL DEFAULT false -- could not be measured any further
);
CREATE INDEX sla_clocks_due ON sla_clocks (due_us, ticket_id);
-- Missed and on hold: overdue, and nothing that runs is due before the alarm.
CREATE INDEX sla_clocks_missed_on_hold ON sla_clocks (alarm_us) WHERE due_us > alarm_us;
CREATE INDEX sla_clocks_missed ON sla_clocks (missed_us, ticket_id) WHERE missed_us < 9223372036854775807;
CREATE INDEX sla_clocks_team_due ON sla_clocks (team_id, due_us, ticket_id);
CREATE INDEX sla_clocks_responsible_due ON sla_clocks (responsible_id, due_us, ticket_id);
CREATE INDEX sla_clocks_requester_due ON sla_clocks (requester_id, due_us, ticket_id);
CREATE INDEX sla_clocks_company_due ON sla_clocks (company_id, due_us, ticket_id);
CREATE INDEX sla_clocks_service_due ON sla_clocks (service_id, due_us, ticket_id) WHERE service_id IS NOT NULL;
-- In other orders than by due: of what is told of many tickets. Facts that change none of these columns write no index.
CREATE INDEX sla_clocks_team_number ON sla_clocks (team_id, number);
CREATE INDEX sla_clocks_team_priority ON sla_clocks (team_id, priority, ticket_id);
CREATE INDEX sla_clocks_company_number ON sla_clocks (company_id, number);
CREATE INDEX sla_clocks_company_priority ON sla_clocks (company_id, priority, ticket_id);
CREATE INDEX sla_clocks_service_number ON sla_clocks (service_id, number) WHERE service_id IS NOT NULL;
CREATE INDEX sla_clocks_service_priority ON sla_clocks (service_id, priority, ticket_id) WHERE service_id IS NOT NULL;
-- What is over is due never, behind all that is: who looks for that must not walk past the rest.
CREATE INDEX sla_clocks_status_due ON sla_clocks (status, due_us, ticket_id);
-- Of what is open each status is counted from the index alone.
CREATE INDEX sla_clocks_open_status ON sla_clocks (status) WHERE is_open AND NOT is_resolved;
CREATE INDEX sla_clocks_next ON sla_clocks (next_us) WHERE next_us < 9223372036854775807;
CREATE INDEX sla_clocks_held ON sla_clocks (held_us) WHERE held_us > 0;
CREATE INDEX sla_clocks_schedule ON sla_clocks (schedule_id, ticket_id) WHERE is_open;
CREATE INDEX sla_clocks_agreement ON sla_clocks (agreement_id, ticket_id) WHERE is_open;
-- Clocks that run and have no due: there are none, unless a norm ends behind the calendar.
CREATE INDEX sla_clocks_without_due ON sla_clocks (number) WHERE is_open AND (
    (reaction_since_us < 9223372036854775807 AND reaction_due_us = 9223372036854775807)
    OR (resolution_since_us < 9223372036854775807 AND resolution_due_us = 9223372036854775807)
);

-- How long the approvers of change requests have, by the base agreement of when they were asked.
CREATE TABLE change_waits (
    change_id      uuid   PRIMARY KEY,
    change_version bigint NOT NULL, -- the change request's last fact
    agreement_id   uuid   NOT NULL,
    schedule_id    uuid   NOT NULL,
    wait           bytea  NOT NULL, -- the open stage (msgpack)
    expire_us      bigint NOT NULL, -- when it expires
    next_us        bigint NOT NULL  -- when the timekeeper has something to do
);
CREATE INDEX change_waits_next ON change_waits (next_us) WHERE next_us < 9223372036854775807;

-- What agreements promised and schedules said, from which place of the log on: the clocks' own book. Of an edit what it changed.
CREATE TABLE sla_promises (
    agreement_id uuid   NOT NULL,
    version      int    NOT NULL,
    position     bigint NOT NULL,
    schedule_id  uuid   NOT NULL,
    promise      bytea  NOT NULL, -- JSON
    applied_us   bigint,           -- from when on it holds for open tickets, too; none if for later ones alone
    moved        boolean NOT NULL, -- for open tickets, too: onto another schedule
    PRIMARY KEY (agreement_id, version)
);
CREATE TABLE sla_timetables (
    schedule_id uuid   NOT NULL,
    version     int    NOT NULL,
    position    bigint NOT NULL,
    change      bytea  NOT NULL, -- what this version changed (JSON)
    PRIMARY KEY (schedule_id, version)
);
CREATE TABLE sla_closing_terms (
    type     text   NOT NULL, -- of tickets, by its code
    position bigint NOT NULL,
    term     bytea  NOT NULL, -- JSON; null where people close by hand
    PRIMARY KEY (type, position)
);

-- By which version of the zones' rules the open clocks were measured: one row.
CREATE TABLE sla_zone_rules (
    rules text NOT NULL
);
