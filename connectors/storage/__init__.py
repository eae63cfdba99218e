"""The log, the tables, files and secrets, on PostgreSQL."""
