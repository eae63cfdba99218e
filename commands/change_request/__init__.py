"""Commands on change requests, a file for each use case."""
