"""The types of a plan, a call and an outcome; nothing else: no decisions, no I/O, no printing."""
