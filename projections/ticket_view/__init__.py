"""Views of tickets as they are asked: who sees which."""
