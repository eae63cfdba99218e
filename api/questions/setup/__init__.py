"""What can be asked about how far the desk is set up."""
