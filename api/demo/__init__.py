"""A company that looks like a real one, for ``desk demo``: people, promises, weeks of tickets, sample mails."""
