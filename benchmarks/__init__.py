"""What is measured and against what; each file prints its figures, ``make bench`` all of them."""
