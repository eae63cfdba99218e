"""Accounts over HTTP: signing in, passwords, sessions, tokens, who came in."""
