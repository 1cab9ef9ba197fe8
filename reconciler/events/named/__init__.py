"""Types of events that can be named instead of written: `pipeline-failed`, `pull-request-merged`.

A name is a group (`pipeline`) and a word (`failed`); it stands for a pattern that AWS documents. Pure,
as all of `events`: no kinds, no specs.

    group.py         what a group is
    deliveries.py    groups of pipelines, builds, deployments: data
    repositories.py  groups of repositories, packages, images, reviews: data
    names.py         names and their patterns, narrowed to what is watched
    messages.py      what somebody is told of an event: InputTransformers
"""
