"""What forms offer to choose from, in the reader's words: services, teams, statuses; used by the rooms' pages."""
