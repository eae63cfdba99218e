"""The short way of a request: its route found by the shape of its address, and answered past the framework."""
