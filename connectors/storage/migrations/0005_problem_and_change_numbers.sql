-- Human numbers of problems (P-1) and of change requests (C-1): growing, never twice; a number may be skipped.
CREATE SEQUENCE desk.problem_numbers AS bigint START WITH 1;
CREATE SEQUENCE desk.change_numbers AS bigint START WITH 1;
