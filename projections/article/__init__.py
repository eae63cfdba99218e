"""Articles of the knowledge base as they are asked: the list, a card, what helps with words that are typed."""
