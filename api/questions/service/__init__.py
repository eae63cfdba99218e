"""What can be asked about services and who may ask for them."""
