"""AWS CodePipeline: pipelines, webhooks, custom actions.

Sources: the CodePipeline API reference, user guide and service model. Must not be in here: code, and
what is wrong with a pipeline although every field is valid (`rules`).
"""
