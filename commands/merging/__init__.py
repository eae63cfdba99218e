"""Commands that make one person of two cards, and let what was theirs follow."""
