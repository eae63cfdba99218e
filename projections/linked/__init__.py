"""What problems and change requests have in common: tickets and services that they are linked to, who answers."""
