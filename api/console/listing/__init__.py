"""The list of tickets as somebody wants it: its filter as chips, columns, groups, and views that are kept."""
