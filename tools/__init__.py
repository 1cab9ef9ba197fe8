"""What the Makefile runs on this repository itself: ratchets, the test run, the demo.

Nothing here is shipped, and nothing in `reconciler` may import it.
"""
