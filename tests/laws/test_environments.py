"""What Elastic Beanstalk does with its environments by itself, and what a plan makes of it."""

from typing import Any

from tests.laws.examples import example
from tests.laws.ground import World, lines, told, undone

KIND = "elasticbeanstalk.environments"
SIZES = "aws:autoscaling:asg"


def by_hand(world: World, **what: Any) -> None:
    """Change the environment outside, and wait until it is done."""
    world.boto("elasticbeanstalk").update_environment(EnvironmentName="shop-prod", **what)
    world.sandbox.advance(3600.0)


def option(name: str, value: str) -> dict[str, str]:
    return {"Namespace": SIZES, "OptionName": name, "Value": value}


def test_an_option_by_hand_is_put_back_or_taken_back_and_others_stay(world: World) -> None:
    stack = example(KIND)
    assert undone(world.apply(stack)) == []
    by_hand(world, OptionSettings=[option("MinSize", "3"), option("Cooldown", "9")])
    by_hand(world, OptionSettings=[option("EnableCapacityRebalancing", "true")])
    seen = world.plan(stack)
    assert [one.path for _, one in lines(seen)] == [
        f"option_settings.{SIZES}.Cooldown",
        f"option_settings.{SIZES}.MinSize",
    ]
    world.sent.clear()
    assert undone(world.make(seen)) == []
    (call,) = (one for one in world.sent if one.operation == "UpdateEnvironment")
    sizes = [row for row in call.params["OptionSettings"] if row["Namespace"] == SIZES]
    assert sizes == [option("MinSize", "2")]
    others = {row["OptionName"] for row in call.params["OptionSettings"]} - {"MinSize"}
    assert others == {"DBPassword"}  # never shown, so sent with whatever is
    assert call.params["OptionsToRemove"] == [{"Namespace": SIZES, "OptionName": "Cooldown"}]
    client = world.boto("elasticbeanstalk")
    (now,) = client.describe_environments(EnvironmentNames=["shop-prod"])["Environments"]
    assert now["Status"] == "Ready"
    assert told(world.plan(stack).plan.to_do) == []


def test_a_managed_update_is_noted_and_not_undone(world: World) -> None:
    stack = example(KIND)
    assert undone(world.apply(stack)) == []
    (resource,) = (one for one in stack.resources if one.address == f"{KIND}.prod")
    wanted = str(resource.desired["platform_arn"])
    by_hand(world, PlatformArn=wanted.replace("4.7.2", "4.7.9"))
    plan = world.plan(stack).plan
    assert told(plan.to_do) == []
    assert [note.code for change in plan.changes for note in change.pending] == ["RC3007"]
    by_hand(world, PlatformArn=wanted.replace("4.7.2", "4.6.1"))
    assert [one.path for _, one in lines(world.plan(stack))] == ["platform_arn"]
