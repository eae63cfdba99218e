"""Commands on tickets, a file for each use case."""
