"""The room of tasks: those of all tickets, by whose they are and when they are due (row 162)."""
