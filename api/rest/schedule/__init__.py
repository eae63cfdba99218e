"""Previews of working time over HTTP."""
