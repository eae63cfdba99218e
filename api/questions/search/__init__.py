"""What can be asked of everything at once."""
