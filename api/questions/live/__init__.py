"""What is told of as it happens: news of tickets, who looks at them, what concerns a person."""
