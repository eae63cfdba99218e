"""Tests of what comes in: messages and due moments."""
