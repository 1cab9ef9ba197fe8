"""Where two sides differ, as field changes. Pure; the only place that knows DeepDiff.

Not here: what is to be done about it (`deciding`).
"""
