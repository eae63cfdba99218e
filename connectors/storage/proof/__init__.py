"""What makes the log provable beside appending: older facts sealed, the seals checked, its epochs told apart."""
