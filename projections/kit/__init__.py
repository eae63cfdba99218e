"""What every read model shares: its port, its DDL, how its SQL is composed, the predicate of visibility."""
