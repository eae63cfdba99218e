"""Commands of the terminal on what stands around a ticket: tags, links, who goes along, tasks, time, files."""
