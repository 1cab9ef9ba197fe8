"""Least privilege: what IAM must allow so that a stack can be planned, and applied.

It asks nothing of AWS and knows no service: what AWS calls an action, and on what it is weighed, is
data of the kinds. No JSON is written here, that is the report's.
"""
