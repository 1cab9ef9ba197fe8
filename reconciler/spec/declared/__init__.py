"""One declaration made a resource: named, judged by the schema, checked, with its tags and lifecycle.

Not here: reading files or comparing with what is live.
"""
