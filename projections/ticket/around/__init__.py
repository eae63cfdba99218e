"""What stands around a ticket, for staff: links, tags, tasks, time spent."""
