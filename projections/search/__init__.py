"""Full text over tickets, problems, changes, services, units and people: what is kept for it, and how it is asked."""
