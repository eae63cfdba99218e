"""Rules in a terminal, for those who set them."""
