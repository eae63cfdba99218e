"""How content people are, over HTTP."""
