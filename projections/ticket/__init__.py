"""Tickets as they are asked: the list, a card, its timeline, what it is linked to."""
