"""What can be asked of the desk, whoever asks and through whichever door."""
