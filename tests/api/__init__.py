"""Tests of the doors: HTTP and the command line, through a real server on a real database."""
