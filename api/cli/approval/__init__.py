"""Commands about approvals: who is asked for one, what waits for one's own, and what is answered."""
