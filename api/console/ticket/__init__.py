"""The pages of tickets that staff work in: the list, a card, a new one."""
