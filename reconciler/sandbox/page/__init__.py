"""What people see of a sandbox in a browser: plain HTML, made anew for each look.

Must not be in here: anything that changes the sandbox.
"""
