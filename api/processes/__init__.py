"""The processes of a served desk: one that watches, those that answer, one that runs the loops."""
