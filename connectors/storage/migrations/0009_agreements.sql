-- Which agreements there are: asked when a schedule is edited, whatever the length of the log.
CREATE INDEX facts_agreements ON desk.facts (notification_id) INCLUDE (originator_id)
    WHERE topic = 'agreement.concluded@1';
