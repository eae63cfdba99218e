"""What is counted and timed: answers, the log, storage; read by Prometheus."""
