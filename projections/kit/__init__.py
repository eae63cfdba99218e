"""What every read model shares: its port, its DDL, the predicate of visibility, how names are sought."""
