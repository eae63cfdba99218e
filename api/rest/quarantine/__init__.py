"""Messages that became no ticket over HTTP."""
