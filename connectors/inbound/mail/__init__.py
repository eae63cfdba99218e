"""Messages: raw bytes to a command, or to quarantine with the reason."""
