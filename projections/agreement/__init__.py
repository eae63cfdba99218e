"""Agreements as they are asked: lists, versions, who holds which, the class of service."""
