"""What services tell, on its way: events to rules to targets, and messages they send themselves.

A target gets an event only if it would be allowed to. Must not be in here: what a service's
operation answers.
"""
