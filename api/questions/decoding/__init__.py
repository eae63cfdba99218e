"""What is said about values that cannot be read: decoders' words in both languages, and what is taken strictly."""
