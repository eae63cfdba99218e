"""One search box over HTTP."""
