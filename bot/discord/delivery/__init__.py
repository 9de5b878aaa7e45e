"""From a turn to messages: what is sent, by which way, and what becomes of Discord's errors."""
