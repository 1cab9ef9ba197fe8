"""What shall become of each resource, and what is refused. Pure.

Not here: calls (`calling`).
"""
