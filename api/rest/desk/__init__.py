"""The desk as a whole over HTTP."""
