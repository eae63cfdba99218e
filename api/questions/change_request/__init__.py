"""What can be asked about change requests."""
