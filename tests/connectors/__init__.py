"""Tests that mirror the code; see the folder of the same name."""
