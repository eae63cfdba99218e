"""What lives for a moment and is no fact: streams that are open, who looks at what, what is being written."""
