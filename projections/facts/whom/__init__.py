"""Of each fact, whom and what it is about beyond its sentence; read by ``projections.facts.objects``."""
