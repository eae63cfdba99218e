"""What is asked: a command and its handler side by side, who may issue it, and the bus."""
