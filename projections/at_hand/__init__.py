"""What staff keep at hand as it is asked: reply templates, and what was answered with them."""
