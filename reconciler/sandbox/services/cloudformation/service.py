"""CloudFormation: stacks, their outputs and exports, for whoever looks them up.

Source: CloudFormation API Reference, CreateStack, UpdateStack, DeleteStack, DescribeStacks,
ListStacks, ListExports, GetTemplate; messages as the AWS CLI and moto quote them. A stack is complete at
once: the states on the way are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Table
from reconciler.sandbox.services.cloudformation.templates import (
    Json,
    invalid,
    outputs,
    parameters,
    parsed,
)
from reconciler.sandbox.services.coins import Tossed

_GONE = "DELETE_COMPLETE"


class CloudFormation(Tossed):
    """Stacks of templates that make no resources."""

    names = ("cloudformation",)
    stacks = Table("StackId")

    def create_stack(
        self,
        StackName: str,
        TemplateBody: str | None = None,
        Parameters: Sequence[Json] = (),
        Tags: Sequence[Json] = (),
        **_: object,
    ) -> Answer:
        """Create a stack. One whose exports are taken is rolled back, and has no outputs."""
        if self._find(StackName) is not None:
            raise self.refuse("AlreadyExistsException", f"Stack [{StackName}] already exists")
        row = {
            "StackId": self.arn(f"stack/{StackName}/{self.world.uuid()}"),
            "StackName": StackName,
            "CreationTime": self.world.now(),
            "Tags": [dict(tag) for tag in Tags],
        }
        after = self._applied(row, _body(TemplateBody), Parameters)
        taken = self._taken(after)
        failed: Json = {
            "StackStatus": "ROLLBACK_COMPLETE",
            "StackStatusReason": taken,
            "Outputs": [],
        }
        self.stacks.add(
            {**after, "StackStatus": "CREATE_COMPLETE"} | (dict(failed) if taken else {})
        )
        return {"StackId": row["StackId"]}

    def update_stack(
        self,
        StackName: str,
        TemplateBody: str | None = None,
        UsePreviousTemplate: bool = False,
        Parameters: Sequence[Json] = (),
        **_: object,
    ) -> Answer:
        """Replace the template or the parameters of a stack; without a difference it is refused."""
        row = self._stack(StackName)
        body = row["template"] if UsePreviousTemplate else _body(TemplateBody)
        after = self._applied(row, body, Parameters)
        if after == row:
            raise invalid("No updates are to be performed.")
        if taken := self._taken(after):
            after = {**row, "StackStatusReason": taken}
        status = "UPDATE_ROLLBACK_COMPLETE" if taken else "UPDATE_COMPLETE"
        self.stacks.put({**after, "StackStatus": status, "LastUpdatedTime": self.world.now()})
        return {"StackId": row["StackId"]}

    def delete_stack(self, StackName: str, **_: object) -> Answer:
        """Delete a stack; one that is missing is no error. By its id it is still shown."""
        row = self._find(StackName)
        if row is not None:
            self.stacks.put({**row, "StackStatus": _GONE, "DeletionTime": self.world.now()})
        return None

    def describe_stacks(self, StackName: str | None = None, **_: object) -> Answer:
        """Show one stack, or all that are not deleted."""
        if StackName is not None:
            return {"Stacks": [self._stack(StackName)]}
        return {"Stacks": [row for row in self.stacks if row["StackStatus"] != _GONE]}

    def list_stacks(self, StackStatusFilter: Sequence[str] = (), **_: object) -> Answer:
        """List stacks, the deleted ones too, by their status if it is asked for."""
        rows = [
            row
            for row in self.stacks
            if not StackStatusFilter or row["StackStatus"] in StackStatusFilter
        ]
        return {"StackSummaries": rows}

    def list_exports(self, **_: object) -> Answer:
        """List the exports of all stacks of an account and region."""
        return {
            "Exports": [
                {
                    "ExportingStackId": row["StackId"],
                    "Name": one["ExportName"],
                    "Value": one["OutputValue"],
                }
                for row, one in self._exports()
            ]
        }

    def get_template(self, StackName: str | None = None, **_: object) -> Answer:
        """Show the template of a stack as it was sent."""
        return {"TemplateBody": self._stack(StackName or "")["template"]}

    def _find(self, name: str) -> Json | None:
        """Return a stack by its name, or by its id also where it is deleted."""
        rows = [row for row in self.stacks if name in (row["StackName"], row["StackId"])]
        there = [row for row in rows if row["StackStatus"] != _GONE or row["StackId"] == name]
        return there[0] if there else None

    def _stack(self, name: str) -> Json:
        row = self._find(name)
        if row is None:
            raise invalid(f"Stack with id {name} does not exist")
        return row

    def _applied(self, row: Mapping[str, Any], body: str, given: Sequence[Json]) -> dict[str, Any]:
        """Return a stack with the outputs that a template gives it."""
        template = parsed(body)
        held = {one["ParameterKey"]: one["ParameterValue"] for one in row.get("Parameters", ())}
        values = parameters(template, given, held)
        pseudo = {
            "AWS::AccountId": self.world.account,
            "AWS::Partition": self.world.partition,
            "AWS::Region": self.world.region,
            "AWS::StackId": row["StackId"],
            "AWS::StackName": row["StackName"],
        }
        shown = [{"ParameterKey": name, "ParameterValue": held} for name, held in values.items()]
        return {
            **row,
            "template": body,
            "Description": template.get("Description"),
            "Parameters": shown,
            "Outputs": list(outputs(template, {**values, **pseudo})),
        }

    def _exports(self) -> list[tuple[Json, Json]]:
        return [
            (row, one)
            for row in self.stacks
            if row["StackStatus"] != _GONE
            for one in row["Outputs"]
            if one["ExportName"]
        ]

    def _taken(self, after: Json) -> str | None:
        """Return why a stack cannot export what it wants to: names are unique in a region."""
        wanted = {one["ExportName"] for one in after["Outputs"]}
        for row, one in self._exports():
            if row["StackId"] != after["StackId"] and one["ExportName"] in wanted:
                name = one["ExportName"]
                return f"Export with name {name} is already exported by stack {row['StackName']}."
        return None


def _body(template: str | None) -> str:
    """Return the template that was sent; those at a URL are not read."""
    if template is None:
        raise invalid("Either Template URL or Template Body must be specified.")
    return template
