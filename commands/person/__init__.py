"""Commands on people: employees, contacts, and their access."""
