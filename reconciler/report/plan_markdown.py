"""A plan as Markdown for a pull request: counts and dangers outside, the text inside a fold."""

from __future__ import annotations

from collections import Counter

from reconciler.plan.plan import Action, Plan
from reconciler.report.escape import fence, markdown
from reconciler.report.plan_text import DANGEROUS, plan_text

LIMIT = 60_000
"""Characters of a report: a GitHub comment may hold 65,536."""


def plan_markdown(plan: Plan) -> str:
    """The plan as a comment; a hidden marker lets a job find and replace its own."""
    marker = (
        f"<!-- reconcile stack={plan.stack} environment={plan.environment} digest={plan.digest} -->"
    )
    counts = Counter(change.action for change in plan.changes)
    told = ", ".join(f"{counts[a]} {a}" for a in Action if a is not Action.NOOP and counts[a])
    title = f"### reconcile plan: {markdown(plan.stack)} {markdown(plan.environment)}".rstrip()
    dangers = [
        f"- **{change.action}{' blocked' if change.blocks else ''}** {markdown(change.address)}"
        for change in plan.changes
        if change.action in DANGEROUS or change.blocks
    ]
    refused = [f"- **blocked** {markdown(block.message)}" for block in plan.blocks]
    refused += [f"- **not read** {markdown(kind)}" for kind in sorted(plan.unread)]
    head = [marker, title, "", told or "No changes."]
    return "\n".join([*head, *dangers, *refused, "", folded(plan), ""])


def folded(plan: Plan) -> str:
    """The plan's text in a diff fence inside a fold, cut at a line where it would be too long."""
    text = plan_text(plan)
    if len(text) > LIMIT:
        kept = text[:LIMIT].rsplit("\n", 1)[0]
        text = f"{kept}\n... {len(text) - len(kept)} more characters: see the job's log\n"
    marks = fence(text)
    body = text.replace("\n±", "\n!").replace("\n~", "\n!")
    return f"<details><summary>Plan</summary>\n\n{marks}diff\n{body}{marks}\n\n</details>"
