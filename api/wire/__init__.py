"""The door itself: sockets, HTTP/1.1 with deadlines, threads, a place for everybody."""
