"""How every list goes on: one kind of cursor, and pages of lists that are read whole."""
