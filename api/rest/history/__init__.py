"""Histories and versions of cards over HTTP."""
