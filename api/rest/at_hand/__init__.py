"""What staff keep at hand over HTTP."""
