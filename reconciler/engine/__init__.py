"""Observe, compare, plan, guard, apply. Knows no AWS resource by name, no YAML, no terminal.

It is given `send` (a call in, an answer out) and works on forms, resources and plans alone; every
difference between AWS services is a word of a kind.
"""
