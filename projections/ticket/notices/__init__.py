"""What people are told of: which facts concern whom, and a person's notices; part of the read model of the list."""
