"""The command line: an app, a file a topic."""
