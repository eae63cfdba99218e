"""Questions about what staff keep at hand."""
