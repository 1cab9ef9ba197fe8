"""What the user implied, as more resources: starts of pipelines, permissions of targets, notices.

The *fields* of a shorthand are declared in `kinds`, its *meaning* is here: pure functions from a
stack to a stack, no AWS, no terminal. What comes out are ordinary resources with derived addresses
(`eventbridge.rules.deliver+Web`), which are planned, owned, pruned and shown like written ones.
"""
