"""Commands on problems, a file for each use case."""
