"""The six steps of setting a desk up, as a page that knows what is done."""
