"""Coming in, one's password, language and look: pages about whoever asks."""
