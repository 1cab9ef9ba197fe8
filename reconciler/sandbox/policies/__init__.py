"""Whether policies let somebody do something: the decision, its conditions, and every call weighed.

Must not be in here: HTTP, and what a call that is allowed then does.
"""
