"""The room Company: our departments and teams, the clients with their branches, and everybody's card (rows 13-14)."""
