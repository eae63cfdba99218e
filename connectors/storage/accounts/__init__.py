"""Secrets of accounts, in tables of their own: passwords, sessions, tokens, links, who came in."""
