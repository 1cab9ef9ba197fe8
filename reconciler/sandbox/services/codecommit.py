"""CodeCommit, put together from its parts."""

from __future__ import annotations

from reconciler.sandbox.services.codecommit_branches import Branches
from reconciler.sandbox.services.codecommit_templates_events import ToldTemplates
from reconciler.sandbox.services.codecommit_triggers import Triggers


class CodeCommit(Branches, Triggers, ToldTemplates):
    """Repositories, their branches and triggers, and approval rule templates."""
