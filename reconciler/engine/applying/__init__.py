"""Steps made: their order, each call sent until it is known to be done, waits, the check afterwards.

Not here: what the steps are (`calling`).
"""
