"""Raw bytes of a message to words, files and addresses, whatever they hold."""
