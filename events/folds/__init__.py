"""One reading of each noun's facts: its state as plain data, and what each fact makes of it; shared by both columns."""
