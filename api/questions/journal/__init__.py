"""What can be asked about changes of the settings."""
