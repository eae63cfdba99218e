"""Types of ticket over HTTP."""
