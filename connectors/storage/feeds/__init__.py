"""What follows the log: consumers, their positions, hints, waiting, loops under leases."""
