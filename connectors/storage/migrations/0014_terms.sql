-- What was agreed since a position: asked when a schedule or a promise is edited, whatever the length of the log.
CREATE INDEX facts_of_terms ON desk.facts (notification_id)
    WHERE topic LIKE 'agreement.%' OR topic LIKE 'service-schedule.%';
DROP INDEX desk.facts_agreements;
