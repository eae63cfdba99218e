"""What was changed in the settings, by whom and when; and what each change made of what."""
