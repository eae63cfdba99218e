-- Words that stand open in facts of before are sealed once: see connectors.storage.foundations.open_details. It is done
-- before those facts are sealed themselves, with the hash of what they say then; nothing is changed behind a seal.
INSERT INTO desk.foundations (step, until)
    SELECT 'details-sealed', CASE WHEN EXISTS (SELECT FROM desk.seals) THEN 0 ELSE coalesce(max(notification_id), 0) END
    FROM desk.facts;
