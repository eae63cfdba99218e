"""What is told as it happens, over HTTP: the stream of events, who looks at what, what waits to be sent."""
