"""Rebuild beside and swap; rebuilt equals live."""
