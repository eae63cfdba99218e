"""What has changed, for many viewers at once: whoever is told of it as it happens."""
