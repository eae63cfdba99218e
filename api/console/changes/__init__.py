"""The room of change requests: outlines, consents, windows, freezes and the calendar of both (row 165)."""
