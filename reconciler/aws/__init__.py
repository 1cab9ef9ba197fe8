"""What AWS's own models say, and the one client through which calls are sent.

Must not be in here: what a kind means, how values are compared, anything about specs or
terminals. Only this package and `sandbox` may import botocore and boto3, and `models` does
without them.
"""
