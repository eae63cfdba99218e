"""What can be asked about the past of cards: their facts, and their numbered versions."""
