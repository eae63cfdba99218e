"""A PostgreSQL of the desk's own: made, started, guarded, watched."""
