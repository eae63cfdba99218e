"""What can be asked about service schedules."""
