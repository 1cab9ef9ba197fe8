"""The action types that CodePipeline offers: which configuration each takes, how many artifacts.

Data only, in `sources.py` and `deployments.py`, in the words of `word.py`; `table.py` has them all.

Source: CodePipeline User Guide, "Action structure reference" (keys, which of them are required or
secret, what needs a V2 pipeline) and "Valid input and output artifacts for each action type".
AppConfig's DeploymentStrategy, optional on its page, is required in a live ListActionTypes
(radkawar/stackd, docs/codepipeline.md). OpsWorks's keys are unverified. All are version "1".
"""
