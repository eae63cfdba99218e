"""Rules tried on tickets over HTTP."""
