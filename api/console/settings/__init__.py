"""The pages of technologists and administrators: how the desk is set up, and what was done to it."""
