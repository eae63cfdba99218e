"""Tells the world about facts, at a position of its own, never replayed; its tenants come later."""
