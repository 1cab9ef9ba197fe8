"""How the live side is read: with the fewest calls that a kind's words allow. Every call here is a read.

Not here: what is made of the answers (`comparing`).
"""
