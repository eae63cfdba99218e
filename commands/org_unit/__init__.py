"""Commands on org units: departments of our own company, client companies and their branches."""
