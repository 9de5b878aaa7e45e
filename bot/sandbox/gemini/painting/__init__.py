"""How the sandbox paints: flat landscapes, animals and things, drawn with Pillow alone."""
