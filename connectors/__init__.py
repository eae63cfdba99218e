"""The world: storage, what turns it into commands, what tells it about facts."""
