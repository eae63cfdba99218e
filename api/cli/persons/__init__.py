"""Commands of the terminal on people: two cards that are one person, how content people are."""
