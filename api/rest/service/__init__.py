"""The catalogue and what is held over HTTP."""
