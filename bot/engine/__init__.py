"""What happens between a request and its picture, for every surface alike.

Accepts requests, claims queued turns, calls the model, stores what was painted and hands it to be
delivered. Knows no Discord. Imports database, gemini, pictures, imaging and what lies below them.
"""
