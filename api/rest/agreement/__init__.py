"""Agreements and schedules over HTTP."""
