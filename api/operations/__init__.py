"""What operators watch: logs, health, measurements, traces."""
