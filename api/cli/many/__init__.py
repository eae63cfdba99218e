"""Commands of the terminal over many tickets at once: views, tables to a file, bulk orders."""
