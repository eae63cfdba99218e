"""Sample messages as package files, taken in by ``desk demo`` in the order of their names."""
