"""What can be asked of how content people are with what was solved."""
