"""Pages of service schedules: the week as text and as a picture to paint, special days, what an edit would do."""
