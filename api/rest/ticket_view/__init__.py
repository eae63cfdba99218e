"""Views of tickets over HTTP."""
