"""Streams of events: who listens, what they are told, and the one thread of a process that tells them."""
