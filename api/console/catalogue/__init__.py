"""Pages of the catalogue: services in their tree, agreements, the rules that promise time."""
