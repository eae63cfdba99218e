"""The room of searching: the box in the header, and a page with all that bears what was typed."""
