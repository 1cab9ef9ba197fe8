"""Every rule there is: one literal table, in the order of codes.

`RC20` pipelines, `RC21` builds, `RC22` deployments, `RC23` Beanstalk, `RC24` packages, `RC25` events,
`RC26` notifications and repositories, `RC27` roles and secrets.
"""

from __future__ import annotations

from reconciler.rules import beanstalk, notices, packages, plaintext, roles
from reconciler.rules.builds import environments, projects, report_groups, webhooks
from reconciler.rules.deployments import groups, platforms
from reconciler.rules.events import patterns, targets, templates
from reconciler.rules.pipelines import actions, needs, secrets, starts, structure, types, variables
from reconciler.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *actions.RULES,
    *needs.RULES,
    *secrets.RULES,
    *variables.RULES,
    *types.RULES,
    *starts.RULES,
    *projects.RULES,
    *report_groups.RULES,
    *environments.RULES,
    *webhooks.RULES,
    *platforms.RULES,
    *groups.RULES,
    *beanstalk.RULES,
    *packages.RULES,
    *patterns.RULES,
    *targets.RULES,
    *templates.RULES,
    *notices.RULES,
    *roles.RULES,
    *plaintext.RULES,
)
"""All rules. A code is found by searching for it."""
