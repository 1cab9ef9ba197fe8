"""What there is in a sandbox, as rows for the page: of its own services and of moto's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reconciler.sandbox.clock.moved import At
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.service import Rows, Service, Table
from reconciler.sandbox.store import Store

EVERYWHERE = "all regions"
"""Where resources are that have no region."""
_STATUS = ("Status", "status", "State", "ConnectionStatus", "TargetStatus")
_NAMES = ("ConnectionName", "EnvironmentName", "RepositoryName", "Name")
_BOOKS = {
    ("codeartifact", "keys"),
    ("codedeploy", "revisions"),
    ("elasticbeanstalk", "happenings"),
    ("events", "events"),
}
"""Tables that are no resources: what a service notes for itself."""
_LISTS: Mapping[str, Sequence[tuple[str, str, str, str]]] = {
    "dynamodb": [("list_tables", "TableNames", "", "tables")],
    "ecr": [("describe_repositories", "repositories", "repositoryName", "repositories")],
    "iam": [
        ("list_roles", "Roles", "RoleName", "roles"),
        ("list_users", "Users", "UserName", "users"),
        ("list_instance_profiles", "InstanceProfiles", "InstanceProfileName", "instance profiles"),
    ],
    "kms": [("list_keys", "Keys", "KeyId", "keys")],
    "lambda": [("list_functions", "Functions", "FunctionName", "functions")],
    "logs": [("describe_log_groups", "logGroups", "logGroupName", "groups")],
    "s3": [("list_buckets", "Buckets", "Name", "buckets")],
    "secretsmanager": [("list_secrets", "SecretList", "Name", "secrets")],
    "sns": [("list_topics", "Topics", "TopicArn", "topics")],
    "sqs": [("list_queues", "QueueUrls", "", "queues")],
    "ssm": [("describe_parameters", "Parameters", "Name", "parameters")],
    "stepfunctions": [("list_state_machines", "stateMachines", "name", "state machines")],
}
"""moto's services: the list to ask for, its result, the name in it ("": it is the name), a word."""
_WITHOUT_REGION = ("iam", "s3")


@dataclass(frozen=True)
class Found:
    """One resource. `key` is empty for moto's: they have no record of their own to look at."""

    account: str
    region: str
    service: str
    kind: str
    name: str
    status: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()


def found(store: Store, inside: Inside, at: At) -> list[Found]:
    """Return all resources of all accounts and regions, sorted by where and what they are.

    States are those of the last call to each service: looking does not settle anything.
    """
    with store.transaction():
        rows = [*_own(store, inside, at), *_neighbours(store, inside)]
    return sorted(rows, key=lambda row: (row.account, row.region, row.service, row.kind, row.name))


def record(
    inside: Inside, at: At, where: tuple[str, str, str, str], key: Sequence[str]
) -> tuple[Any, Mapping[str, str]] | None:
    """Return one record and its tags; `where` is account, region, service and table."""
    account, region, service, name = where
    of = inside.services.get(service)
    table = None if of is None else _tables(of).get(name)
    if of is None or table is None or len(key) != len(table.key):
        return None
    rows = Rows(table, of(at(account, region)))
    held = rows.find(*key)
    return None if held is None else (held, rows.tags(*key) if table.arn else {})


def _own(store: Store, inside: Inside, at: At) -> Iterator[Found]:
    for place in store.state.places:
        account, region, service = place.split("/", 2)
        of = inside.services.get(service)
        for name, table in _tables(of).items() if of else ():
            if of is not None and (service, name) not in _BOOKS:
                rows = Rows(table, of(at(account, region)))
                yield from (_found(rows, one, account, region, service) for one in rows)


def _found(rows: Rows, held: Mapping[str, Any], account: str, region: str, service: str) -> Found:
    table = rows.table
    key = tuple(str(held[part]) for part in table.key)
    status = next((str(held[one]) for one in _STATUS if isinstance(held.get(one), str)), "")
    kind = table.name.replace("_", " ")
    tags = rows.tags(*key) if table.arn else {}
    return Found(account, region, service, kind, _name(table, held, key), status, tags, key)


def _name(table: Table, held: Mapping[str, Any], key: Sequence[str]) -> str:
    """Return what a person calls a record: its key, or its name where the key is an id."""
    if not table.key[0].lower().endswith(("arn", "id")):
        return " / ".join(key)
    return next((str(held[one]) for one in _NAMES if held.get(one)), key[0])


def _tables(of: type[Service]) -> dict[str, Table]:
    """Return the tables of a service and of the parts that it is made from."""
    parts = [vars(part) for part in reversed(of.__mro__)]
    return {name: held for part in parts for name, held in part.items() if isinstance(held, Table)}


def _neighbours(store: Store, inside: Inside) -> Iterator[Found]:
    """Yield what moto's services list, wherever something was asked of them that changed them."""
    asked = {(one["service"], one["account"], one["region"]) for one in store.state.journal}
    homes = {
        (service, account, EVERYWHERE if service in _WITHOUT_REGION else region)
        for service, account, region in asked
    }
    for service, account, region in sorted(homes):
        for operation, result, member, kind in _LISTS.get(service, ()):
            client = inside.client(
                service, account, "us-east-1" if region == EVERYWHERE else region
            )
            for page in client.get_paginator(operation).paginate():
                for row in page.get(result, ()):
                    name = str(row[member] if member else row)
                    yield Found(account, region, service, kind, _short(name))


def _short(name: str) -> str:
    """Return the name in an ARN or in the address of a queue."""
    if name.startswith("arn:"):
        return name.split(":", 5)[5]
    return name.rsplit("/", 1)[-1] if name.startswith("http") else name
