"""The vocabulary that facts, decisions and measurements share: frozen values that validate themselves."""
