"""What files need of HTTP: forms read part by part, ranges, names in headers, contents sent chunk by chunk."""
