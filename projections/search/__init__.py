"""Full text over tickets, problems, changes, articles, services, units and people: what is kept, how it is asked."""
