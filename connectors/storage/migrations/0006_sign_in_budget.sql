-- How many wrong passwords an address may still give, whatever the login: one instant says it all. The budget is whole
-- again at ``whole_at``; every guess moves that away by its price, a right password takes its own guess back.
CREATE TABLE desk.sign_in_addresses (
    source   text        PRIMARY KEY,
    whole_at timestamptz NOT NULL
);
CREATE INDEX sign_in_addresses_age ON desk.sign_in_addresses (whole_at);
-- Rows for the empty login counted addresses until now.
DELETE FROM desk.sign_in_failures WHERE login_hash = sha256('');
