"""Change requests over HTTP."""
