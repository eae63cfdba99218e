"""Commands of the terminal on tickets, and what they share: who types, what they call things, how times are told."""
