"""Signing in: passwords here and in a directory, tokens, who somebody is at this moment."""
