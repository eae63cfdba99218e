"""Numbered SQL that makes the tables of what is true; applied in order by ``connectors.storage.server.migrate``."""
