"""Org units as they are asked: the tree, cards, who reports to whom."""
