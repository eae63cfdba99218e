"""Contents that are kept whole: files, and messages that became no ticket."""
