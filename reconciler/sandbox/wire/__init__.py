"""botocore's models to HTTP and back: route, decode, check, encode, and the codes of what breaks.

Must not be in here: services, accounts, state.
"""
