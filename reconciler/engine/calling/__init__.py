"""Changes as calls: which values travel in which members of which operation. Pure, nothing is sent.

Not here: the order of steps (`applying`).
"""
