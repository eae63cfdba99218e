"""The clocks of every ticket: one row each, written by the projection, read by lists and the timekeeper."""
