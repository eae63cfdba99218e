"""What is drawn on the server, and which pictures are taken."""
