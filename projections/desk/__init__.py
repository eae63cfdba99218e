"""What the desk as a whole says of itself."""
