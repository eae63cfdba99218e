"""The log: facts in order of commits, how they are spelled and sealed, one transaction for all who wait."""
