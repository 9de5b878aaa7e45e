"""What several parts of the HTTP door hold callers to."""

LONGEST_KEY = 200  # characters of an Idempotency-Key
