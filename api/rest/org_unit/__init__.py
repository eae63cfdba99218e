"""Org units over HTTP."""
