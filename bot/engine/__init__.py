"""What happens between a request and its picture, for all surfaces alike.

Accepts requests, claims queued turns, calls the model, stores what was painted and hands it over to
be delivered. Knows no Discord. Imports database, gemini, pictures, imaging and what is below them.
"""
