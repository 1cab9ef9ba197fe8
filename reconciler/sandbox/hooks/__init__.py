"""Webhooks that are posted to, and the paths their filters read.

Must not be in here: webhooks as records, which their services keep.
"""
