"""People and teams as they are asked: names, cards, who belongs to which."""
