"""What is told from outside: webhooks that are posted to, pushes that connections tell of.

Must not be in here: webhooks as records, which their services keep.
"""
