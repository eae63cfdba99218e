"""How commands of the terminal show what they found: options that stand together, lists by width, the page of help."""
