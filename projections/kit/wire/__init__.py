"""What is sent to PostgreSQL in its own binary form."""
