"""AWS Systems Manager: the parameters that builds and deployments read.

Sources: the SSM API reference (PutParameter: policies are preserved "until you send new policies or
an empty policy"; GetParameters takes 10 names, DescribeParameters filters by name; the default tier
is the account's choice) and user guide ("Assigning parameter policies": `[{}]` is the empty one).
GetParameters has the value and DescribeParameters all the rest: together they are a parameter. That
a type can be changed in place is the Terraform provider's tested use of the same call.
"""

from __future__ import annotations

from reconciler.kinds.words import By, Field, Kind, Op, Read, Refusal, Tags

RESOURCE = {"ResourceType": "Parameter"}
"""What the tagging operations want to know."""

PARAMETERS = Kind(
    "ssm.parameters",
    identity=("name",),
    arn="arn:{partition}:ssm:{region}:{account}:parameter{/name}",
    create=Op("PutParameter", sends={"Overwrite": False}),
    read=Read(
        "GetParameters",
        many="Names",
        size=10,
        path="Parameters",
        joined=Read(
            "DescribeParameters",
            path="Parameters",
            many="ParameterFilters.Values",
            sends={"ParameterFilters": ({"Key": "Name", "Option": "Equals"},), "MaxResults": 50},
        ),
    ),
    list=Read("DescribeParameters", path="Parameters", whole=True, sends={"MaxResults": 50}),
    update=Op("PutParameter", sends={"Overwrite": True}),
    delete=Op("DeleteParameter"),
    fields={
        "type": Field(default="String", insisted=True),
        "value": Field(secret=By("type", {"SecureString": True}, False)),
        "description": Field(default=""),
        "key_id": Field(computed=True, same="kms_key", points_to="kms.keys.arn", checked=True),
        "allowed_pattern": Field(default=""),
        "tier": Field(computed=True, final=("Advanced",), chooses=("Intelligent-Tiering",)),
        "policies": Field(document="json", read="Policies.PolicyText", clear=({},)),
        "data_type": Field(default="text"),
    },
    tags=Tags(
        add=Op("AddTagsToResource", rename={"name": "ResourceId"}, sends=RESOURCE),
        remove=Op("RemoveTagsFromResource", rename={"name": "ResourceId"}, sends=RESOURCE),
        read=Read(
            "ListTagsForResource", path="TagList", rename={"name": "ResourceId"}, sends=RESOURCE
        ),
        sweep="ssm:parameter",
    ),
    gives={"version": "Version"},
    absent=(Refusal("ParameterNotFound"), Refusal("InvalidResourceId")),
    exists=(Refusal("ParameterAlreadyExists"),),
    busy=(Refusal("TooManyUpdates"),),
    builtin=("aws", "ssm", "/aws", "/ssm"),
)
"""A parameter; a SecureString's value is a reference to where the secret is, never the secret."""
