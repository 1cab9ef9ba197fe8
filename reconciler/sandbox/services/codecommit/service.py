"""CodeCommit, put together from its parts."""

from __future__ import annotations

from reconciler.sandbox.services.codecommit.branches import Branches
from reconciler.sandbox.services.codecommit.templates_events import ToldTemplates
from reconciler.sandbox.services.codecommit.triggers import Triggers


class CodeCommit(Branches, Triggers, ToldTemplates):
    """Repositories, their branches and triggers, and approval rule templates."""
