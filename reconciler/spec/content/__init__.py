"""What the nodes of a field mean: typed by a shape, brought to the normal form, documents by meaning.

The engine brings AWS's answers to the same form with these functions. Not here: files, references.
"""
