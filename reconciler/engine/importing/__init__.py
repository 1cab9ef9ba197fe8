"""From what is live to what a spec would say of it: chosen, listed, read, and freed of what says nothing.

Every call here is a read. Not here: YAML (`spec.writing`), files, and any AWS resource by name.
"""
