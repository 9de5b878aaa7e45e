"""From a message or an interaction to a request."""
