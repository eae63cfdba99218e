"""The database server as a desk meets it: connections, limits, migrations, what is wrong with it in words."""
