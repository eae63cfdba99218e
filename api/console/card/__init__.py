"""What the card of a ticket does beyond showing it: deeds, undo, stale saves, history; beside the list's package."""
