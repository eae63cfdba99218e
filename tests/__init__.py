"""The suite: mirrors the code, plus journeys on real components and the architecture."""
