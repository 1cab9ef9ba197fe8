"""References, vars, lookups and conditions: nodes in, resolved nodes out.

Knows where references may stand and what they may say. Not here: what attributes a kind has.
"""
