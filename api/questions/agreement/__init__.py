"""What can be asked about agreements, and who holds which."""
