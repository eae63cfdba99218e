"""Commands that make good what was written: comments, a ticket's words and requester, what nobody may read."""
