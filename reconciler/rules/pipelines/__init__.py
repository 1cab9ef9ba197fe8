"""Rules about whole pipelines of CodePipeline: what its API refuses, and what could never run.

Sources, unless a rule names another: CodePipeline User Guide, "Pipeline structure reference", "Action
structure reference", "Valid input and output artifacts for each action type", "Variables", "Triggers
and filtering", "Pipeline types"; API Reference, PipelineDeclaration and ActionDeclaration.
"""
