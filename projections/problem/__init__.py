"""Problems as they are asked: the list and a card."""
