"""Every command, told as stories through the bus."""
