"""Questions about files: what stands on a ticket, a content for who may read it, who looked."""
