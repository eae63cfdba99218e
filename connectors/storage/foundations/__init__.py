"""What is done once in the facts of older desks, before anything else at a start: a module a step, and their run."""
