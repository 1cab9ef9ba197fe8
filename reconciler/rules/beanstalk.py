"""Elastic Beanstalk: environments, configuration templates and their options.

Sources: Elastic Beanstalk Developer Guide, "General options for all environments" and "Managed
platform updates"; API Reference, CreateEnvironment and CreateConfigurationTemplate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.kinds.elasticbeanstalk.namespaces import NAMESPACES, OPEN
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import nearest
from reconciler.spec.values import ORDER, Value

KINDS: Final = ("elasticbeanstalk.environments", "elasticbeanstalk.configuration_templates")
"""Kinds with options."""
ASG: Final = "aws:autoscaling:asg"
"""Where the number of instances stands."""
ENVIRONMENT: Final = "aws:elasticbeanstalk:environment"
"""Where the type of environment and of load balancer stands."""


def holders(view: View) -> Iterator[Resource]:
    """Everything with options."""
    for kind in KINDS:
        yield from view.of(kind)


def options(resource: Resource) -> dict[str, dict[str, str]]:
    """Namespace → option → text; what is taken away or not known yet is left out."""
    written = structure(resource.desired.get("option_settings"))
    return {
        namespace: {name: _text(value) for name, value in structure(held).items() if name != ORDER}
        for namespace, held in written.items()
        if namespace != ORDER
    }


def _text(value: Value) -> str:
    return text(structure(value).get("value")) or text(value)


def option(resource: Resource, namespace: str, name: str) -> str:
    """One option, "" where it is not written."""
    return options(resource).get(namespace, {}).get(name, "")


def namespaces(view: View) -> Iterator[Finding]:
    """Namespaces that no environment has."""
    for resource in holders(view):
        for namespace in options(resource):
            if namespace not in NAMESPACES and not namespace.startswith(OPEN):
                told = f"`{namespace}` is no known namespace of options"
                meant = nearest(namespace, NAMESPACES)
                mend = f"Did you mean `{meant}`?" if meant else ""
                yield Finding(resource, f"option_settings.{namespace}", told, mend=mend)


def sizes(view: View) -> Iterator[Finding]:
    """Least numbers of instances that are above the greatest."""
    for resource in holders(view):
        least, most = (option(resource, ASG, name) for name in ("MinSize", "MaxSize"))
        if least.isdigit() and most.isdigit() and int(least) > int(most):
            told = f"`MinSize` is {least}, and `MaxSize` is {most}"
            yield Finding(resource, f"option_settings.{ASG}.MinSize", told, "at most `MaxSize`")


def single(view: View) -> Iterator[Finding]:
    """Environments of one instance with options of load balancers."""
    for resource in holders(view):
        if option(resource, ENVIRONMENT, "EnvironmentType") != "SingleInstance":
            continue
        for namespace in options(resource):
            if namespace.startswith(("aws:elb:", "aws:elbv2:")):
                told = f"an environment of a single instance has no load balancer for `{namespace}`"
                yield Finding(resource, f"option_settings.{namespace}", told)


def balancers(view: View) -> Iterator[Finding]:
    """Options of another type of load balancer than the environment has."""
    for resource in holders(view):
        kind = option(resource, ENVIRONMENT, "LoadBalancerType")
        foreign = {"classic": "aws:elbv2:", "application": "aws:elb:", "network": "aws:elb:"}.get(
            kind
        )
        for namespace in options(resource) if foreign else ():
            if namespace.startswith(str(foreign)):
                told = f"the load balancer is of type {kind}, and `{namespace}` is not for it"
                yield Finding(resource, f"option_settings.{namespace}", told)


def managed_updates(view: View) -> Iterator[Finding]:
    """Managed updates that lack what they need."""
    actions = "aws:elasticbeanstalk:managedactions"
    for resource in holders(view):
        if option(resource, actions, "ManagedActionsEnabled").lower() != "true":
            continue
        path = f"option_settings.{actions}.ManagedActionsEnabled"
        for namespace, name in (
            (actions, "PreferredStartTime"),
            (f"{actions}:platformupdate", "UpdateLevel"),
        ):
            if not option(resource, namespace, name):
                told = f"managed updates need `{name}` in `{namespace}`"
                yield Finding(resource, path, told)
        health = option(resource, "aws:elasticbeanstalk:healthreporting:system", "SystemType")
        if health == "basic":
            yield Finding(
                resource, path, "managed updates need enhanced health", "`SystemType: enhanced`"
            )


def networks(view: View) -> Iterator[Finding]:
    """Subnets without the VPC that they are in."""
    for resource in holders(view):
        written = structure(structure(resource.desired.get("option_settings")).get("aws:ec2:vpc"))
        if given(written.get("Subnets")) and not given(written.get("VPCId")):
            path = "option_settings.aws:ec2:vpc.Subnets"
            yield Finding(resource, path, "there are `Subnets`, and no `VPCId`")


def tiers(view: View) -> Iterator[Finding]:
    """Workers with what only web environments have, and the other way round."""
    for environment in view.of(KINDS[0]):
        worker = structure(environment.desired.get("tier")).get("name") == "Worker"
        if worker and given(environment.desired.get("cname_prefix")):
            yield Finding(environment, "cname_prefix", "a worker has no address for `cname_prefix`")
        queue = "aws:elasticbeanstalk:sqsd"
        if not worker and queue in options(environment):
            told = f"a web environment has no queue for `{queue}`"
            yield Finding(environment, f"option_settings.{queue}", told, "a tier of name Worker")


RULES: Final = (
    Rule(
        "RC2301",
        "A namespace of options that is not known",
        'Elastic Beanstalk refuses options that an environment does not have: "Unknown configuration '
        'setting". The names are those of the Developer Guide; AWS may have added one.',
        "Write the namespace as the Developer Guide has it.",
        namespaces,
        "note",
    ),
    Rule(
        "RC2303",
        "More instances at least than at most",
        "MinSize is at most MaxSize; Elastic Beanstalk refuses other settings.",
        "Lower `MinSize` or raise `MaxSize`.",
        sizes,
    ),
    Rule(
        "RC2304",
        "Options of a load balancer that is not there",
        "An environment of a single instance has no load balancer, so these options say nothing.",
        "Take them out, or write `EnvironmentType: LoadBalanced`.",
        single,
        "note",
    ),
    Rule(
        "RC2305",
        "Options of another load balancer",
        "`aws:elb:` is for classic load balancers, `aws:elbv2:` for application and network ones; "
        "options for another one are refused or say nothing.",
        "Write the options of the type in `LoadBalancerType`.",
        balancers,
        "note",
    ),
    Rule(
        "RC2306",
        "Managed updates that are not complete",
        'Managed updates need a time, a level and enhanced health (Developer Guide, "Managed platform '
        'updates").',
        "Add `PreferredStartTime` and `UpdateLevel`, and use enhanced health.",
        managed_updates,
    ),
    Rule(
        "RC2307",
        "Subnets without their VPC",
        "Options of `aws:ec2:vpc` need `VPCId` beside `Subnets`.",
        "Add `VPCId`.",
        networks,
    ),
    Rule(
        "RC2308",
        "What the tier of the environment does not have",
        'Web environments have an address, workers a queue (Developer Guide, "Worker environments").',
        "Take it out, or change the tier, which replaces the environment.",
        tiers,
    ),
)
"""Rules about Beanstalk."""
