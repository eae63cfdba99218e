"""Change requests as they are asked: the list with its windows, and a card."""
