"""What can be asked about tickets: lists, cards, clocks, histories."""
