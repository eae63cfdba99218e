-- By which connection of the storage a stream is vouched for: whoever is killed loses it at once, and then their streams
-- are counted no more. Streams that nobody vouches for yet are believed for their term, as before. See decision 0157.
ALTER TABLE desk.open_streams ADD COLUMN backend int;
ALTER TABLE desk.open_streams ADD COLUMN backend_since timestamptz;
