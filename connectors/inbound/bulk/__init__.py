"""Orders to many tickets: carried out batch by batch."""
