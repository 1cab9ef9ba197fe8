"""YAML text → nodes with file:line:col → a `Stack` of resources; references; forms; JSON Schemas.

The only room that knows YAML. Not here: anything that calls AWS, compares with what is live, or
prints.
"""
