"""What can be asked: one file per read model, its table's only writer and its readers."""
