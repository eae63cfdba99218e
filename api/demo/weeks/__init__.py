"""The weeks that the demo's desk has behind it: tickets, conversations, matters, told from a seed."""
