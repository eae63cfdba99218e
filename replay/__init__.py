"""The past: rebuild beside and swap; later time travel, what-if and audit verification."""
