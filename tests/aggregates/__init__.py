"""Decisions of the aggregates that are not easily told as commands."""
