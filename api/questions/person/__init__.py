"""What can be asked about people and teams."""
