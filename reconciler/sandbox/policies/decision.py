"""Whether a policy lets somebody do something: the decision, and why.

Order and words: IAM User Guide, "Policy evaluation logic" and "Troubleshoot access denied error
messages". An explicit deny anywhere ends it. Inside one account an identity policy or a resource
policy must allow; across accounts both must; a service of AWS has resource policies only. The root
of an account is allowed whatever its own policies would say, and is bound by resource policies of
other accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from reconciler.sandbox.policies.conditions import Context, expanded, holds, listed
from reconciler.sandbox.policies.matching import named_principal, same_action, same_resource
from reconciler.sandbox.policies.principals import Principal

Policy: TypeAlias = Mapping[str, Any]
"""A policy document, parsed."""
Grant: TypeAlias = Literal["allow", "delegate", "deny"]
"""What a statement says of a request: `delegate` allows an account, whose own policies decide."""
_ROOTS_OWN = frozenset({"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"})
"""What no bucket policy can deny to the root of the bucket's account (S3 API reference, PutBucketPolicy)."""


@dataclass(frozen=True)
class Asking:
    """Who wants to do what to what; `context` holds the condition keys of the request."""

    principal: Principal
    action: str
    resource: str
    context: Context = field(default_factory=dict)

    @property
    def keys(self) -> Context:
        """All condition keys: those of the request, and those of who asks."""
        return {**self.principal.keys(), **self.context}

    @property
    def owner(self) -> str:
        """The account of the resource; the one that asks, where the ARN names none."""
        parts = self.resource.split(":")
        return (parts[4] if len(parts) > 5 else "") or self.principal.account


@dataclass(frozen=True)
class Decision:
    """Whether it is allowed, and the reason as AWS words it ("because ...", "with ...")."""

    allowed: bool
    reason: str

    def message(self, asking: Asking) -> str:
        """Return the message of the refusal."""
        return (
            f"User: {asking.principal.arn} is not authorized to perform: {asking.action} "
            f"on resource: {asking.resource} {self.reason}"
        )


@dataclass(frozen=True)
class Policies:
    """The policies that weigh a request.

    `identity` are those of who asks, `boundary` the permissions boundary (None: there is none),
    `session` the session policies (None: the session was given none), `resource` that of what is asked for (None: it has none). `account` is who owns the resource,
    where its ARN does not say so (a bucket's).
    """

    identity: Sequence[Policy] = ()
    boundary: Policy | None = None
    resource: Policy | None = None
    account: str | None = None
    session: Sequence[Policy] | None = None


def decide(asking: Asking, policies: Policies) -> Decision:
    """Return whether a request is allowed."""
    by_resource = grants(policies.resource, asking) if policies.resource else frozenset()
    at_home = (policies.account or asking.owner) == asking.principal.account
    if asking.principal.kind == "root" and at_home and asking.action in _ROOTS_OWN:
        return Decision(True, "")
    if "deny" in by_resource:
        return Decision(False, "with an explicit deny in a resource-based policy")
    if asking.principal.kind == "service":
        return _decided("allow" in by_resource, asking, "resource-based policy")
    if asking.principal.kind == "root":
        return _decided(at_home or bool(by_resource), asking, "resource-based policy")
    by_identity = {grant for one in policies.identity for grant in grants(one, asking)}
    if "deny" in by_identity:
        return Decision(False, "with an explicit deny in an identity-based policy")
    if limited := _limited(asking, policies):
        return limited
    if at_home:
        allowed = "allow" in by_identity or "allow" in by_resource
        return _decided(allowed, asking, "identity-based policy")
    if not by_resource:
        return _decided(False, asking, "resource-based policy")
    return _decided("allow" in by_identity, asking, "identity-based policy")


def _limited(asking: Asking, policies: Policies) -> Decision | None:
    """Return the refusal by a boundary or by session policies, which only limit; else None.

    IAM User Guide, "Session policies": permissions are the intersection with the identity's own;
    what a resource policy gives to the session's ARN itself, and not to its role's, is not limited.
    Whether it is where the policy names everyone is not documented: here it is limited.
    """
    if policies.boundary is not None:
        within = grants(policies.boundary, asking)
        if "deny" in within:
            return Decision(False, "with an explicit deny in a permissions boundary")
        if "allow" not in within:
            return _decided(False, asking, "permissions boundary")
    if policies.session is None:
        return None
    said = {grant for one in policies.session for grant in grants(one, asking)}
    if "deny" in said:
        return Decision(False, "with an explicit deny in a session policy")
    if "allow" in said or _given_to_the_session(asking, policies.resource):
        return None
    return _decided(False, asking, "session policy")


def _given_to_the_session(asking: Asking, resource: Policy | None) -> bool:
    if resource is None:
        return False
    alone = replace(asking.principal, role=None)
    other = replace(alone, arn=f"{alone.arn}/other")
    return "allow" in grants(resource, replace(asking, principal=alone)) and (
        "allow" not in grants(resource, replace(asking, principal=other))
    )


def grants(policy: Policy, asking: Asking) -> frozenset[Grant]:
    """Return what the statements of one policy say of a request; nothing where none is about it."""
    return frozenset(_grants(policy, asking))


def _grants(policy: Policy, asking: Asking) -> Iterator[Grant]:
    keys = asking.keys
    # Variables are read only in policies of the newer version (IAM User Guide, "Version").
    variables = keys if policy.get("Version") == "2012-10-17" else None
    for statement in listed(policy.get("Statement", ())):
        if not isinstance(statement, Mapping):
            continue
        about = _about(statement, asking, variables)
        if about is None or not holds(statement.get("Condition", {}), keys, variables):
            continue
        yield "deny" if statement.get("Effect") == "Deny" else about


def _about(statement: Mapping[str, Any], asking: Asking, variables: Context | None) -> Grant | None:
    """Return how a statement names the principal; None where it is about something else."""
    if not _takes(statement, "Action", asking.action, same_action, None):
        return None
    named = "Resource" in statement or "NotResource" in statement
    if named and not _takes(statement, "Resource", asking.resource, same_resource, variables):
        return None
    if "NotPrincipal" in statement:
        return None if named_principal(statement["NotPrincipal"], asking.principal) else "allow"
    if "Principal" not in statement:
        return "allow"
    how = named_principal(statement["Principal"], asking.principal)
    if how is None:
        return None
    return "delegate" if how == "account" and asking.principal.kind != "root" else "allow"


def _takes(
    statement: Mapping[str, Any], element: str, value: str, same: Any, variables: Context | None
) -> bool:
    """Say whether an element, or its Not form, takes a value."""
    if element in statement:
        return any(same(expanded(one, variables), value) for one in listed(statement[element]))
    others = listed(statement.get(f"Not{element}", ()))
    return bool(others) and not any(same(expanded(one, variables), value) for one in others)


def _decided(allowed: bool, asking: Asking, kind: str) -> Decision:
    if allowed:
        return Decision(True, "")
    return Decision(False, f"because no {kind} allows the {asking.action} action")
