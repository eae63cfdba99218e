"""What drafts of rules would do with tickets, before they hold."""
