"""What is wrong with a stack although every field is valid: one function a rule, offline.

A rule (`rule.py`) is a value: a code, why AWS or a run would refuse, how to mend it, and one pure
function from a resolved stack to findings. `table.py` holds them all, `judge.py` asks them all.

    view.py        a stack as rules look at it; values.py   reading of normal values
    pipelines/     CodePipeline: structure, actions, artifacts, variables, triggers, starts
    builds.py ...  the other services, one module a service

Nothing here reads a file, the clock or AWS, renders, or changes a stack; what the schema can say of
one field is the schema's to say. No botocore, no YAML.
"""
