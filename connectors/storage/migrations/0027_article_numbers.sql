-- Human numbers of articles (K-1), kept as those of problems and changes are.
CREATE SEQUENCE desk.article_numbers AS bigint START WITH 1;
INSERT INTO desk.number_watch VALUES ('article', 0, 0, now());
