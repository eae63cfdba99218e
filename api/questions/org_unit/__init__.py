"""What can be asked about the org structure and the clients."""
