"""The catalogue of services as it is asked: its rows, and what is offered to whom."""
