"""REST: a folder a noun, with its orders (the rows of commands) and its questions (the routes that read)."""
