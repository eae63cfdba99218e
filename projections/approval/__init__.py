"""Approvals as they are asked: who is asked now, and for whom somebody stands in."""
