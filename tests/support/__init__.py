"""What tests share: databases, the twin of the log, builders of facts."""
