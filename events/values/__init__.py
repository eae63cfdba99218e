"""The vocabulary that facts, decisions and measurements share: frozen values that validate themselves.

A value that people enter refuses fields that it does not know: a misspelt condition would match everything.
"""
