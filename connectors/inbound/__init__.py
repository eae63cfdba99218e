"""Turns the world into commands: mail and the timekeeper; later directories and spreadsheets."""
