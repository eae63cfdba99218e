"""What makes the log provable beside appending: the audit of its seals, and its epochs told apart."""
