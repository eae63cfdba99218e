"""What can be asked about sessions, tokens and sign-ins."""
