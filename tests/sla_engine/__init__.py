"""The engine's rules by name, its properties against a slow counter, and the vectors."""
