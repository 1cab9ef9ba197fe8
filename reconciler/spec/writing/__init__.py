"""From values to specs: the spelling that people would have chosen, and its YAML text.

Not here: what is live, or which of it is worth writing (the engine's `importing`).
"""
