"""Questions about the knowledge base."""
