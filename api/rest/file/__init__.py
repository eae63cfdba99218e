"""Files over HTTP: sent, served, and who looked."""
