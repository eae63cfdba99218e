"""What may happen: states folded from facts, and methods that return facts or refuse."""
