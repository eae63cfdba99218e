"""What can be asked about problems."""
