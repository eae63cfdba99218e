"""Types of tickets: defined, revised and, for what is new, offered."""
