"""Commands of the terminal on what is written at length: drafts of answers, articles; from a file or an editor."""
