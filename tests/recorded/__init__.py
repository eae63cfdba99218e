"""What the desk answers to every operation, in both languages, to a story that is the same each time it is told."""
