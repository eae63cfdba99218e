"""Types of ticket as they are asked, with all their versions."""
