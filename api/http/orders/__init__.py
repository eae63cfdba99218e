"""What comes with an order over HTTP before it is decoded: what people call the things in it."""
