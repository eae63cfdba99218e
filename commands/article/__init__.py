"""Commands on articles of the knowledge base, a file for each use case."""
