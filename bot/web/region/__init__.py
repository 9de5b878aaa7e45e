"""The page on which a person marks the part of a picture that should change."""
