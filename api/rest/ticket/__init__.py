"""Tickets and their clocks over HTTP."""
