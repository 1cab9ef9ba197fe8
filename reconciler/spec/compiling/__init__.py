"""A kind and its service model become a form; and a kind held against the model (`lint`).

Run by `reconcile schema` and by tests, never by a plan: the only place of this room that reads models.
"""
