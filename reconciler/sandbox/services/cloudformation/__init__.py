"""CloudFormation, as far as others read stacks: their outputs and exports.

No resource is made of a template. Must not be in here: what other services are.
"""
