"""Forms as JSON Schemas for editors and for validation.

Not here: validating (`declared.verdicts`), compiling forms.
"""
