"""What staff keep at hand, in a terminal."""
