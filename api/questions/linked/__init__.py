"""What the questions about problems and about change requests ask alike."""
