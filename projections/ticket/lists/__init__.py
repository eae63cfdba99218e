"""The list of tickets: what it is narrowed to, what a line tells, its pages; asked by questions and doors."""
