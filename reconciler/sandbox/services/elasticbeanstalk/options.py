"""Elastic Beanstalk: settings of options, put together, shown and checked.

Sources: Elastic Beanstalk API Reference, DescribeConfigurationSettings,
DescribeConfigurationOptions, ValidateConfigurationSettings, ConfigurationOptionSetting. A read
shows every option of the environment, those that nobody set too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reconciler.sandbox.services.elasticbeanstalk.defaults import (
    BOUNDS,
    DEFAULTS,
    OPEN,
    RESOURCES,
    Bound,
)

Setting = Mapping[str, Any]
"""One option with its value: Namespace, OptionName, Value, ResourceName."""
_SCHEDULED = "aws:autoscaling:scheduledaction"


def key_of(setting: Setting) -> str:
    """Return what tells options apart; the resource only where it names a scheduled action."""
    resource = setting.get("ResourceName", "") if setting.get("Namespace") == _SCHEDULED else ""
    return "\n".join((setting.get("Namespace", ""), setting.get("OptionName", ""), resource))


def merged(held: Sequence[Setting], given: Iterable[Setting], gone: Iterable[Setting]) -> list[Any]:
    """Return settings after an update: what is sent is set, what is to be removed is gone."""
    after = {key_of(one): dict(one) for one in (*held, *given)}
    removed = {key_of(one) for one in gone}
    return [one for key, one in after.items() if key not in removed]


def shown(settings: Sequence[Setting]) -> list[dict[str, Any]]:
    """Return all options of a configuration set: the server's with their values, and others."""
    rows = {key_of(one): one for one in _server_options()}
    for one in settings:
        row = {name: one.get(name) for name in ("Namespace", "OptionName", "Value", "ResourceName")}
        rows[key_of(one)] = rows.get(key_of(one), {}) | {
            k: v for k, v in row.items() if v is not None
        }
    return sorted(rows.values(), key=lambda one: (one["Namespace"], one["OptionName"]))


def _server_options() -> Iterable[dict[str, Any]]:
    for namespace, options in DEFAULTS.items():
        for name, value in options.items():
            yield {
                "Namespace": namespace,
                "OptionName": name,
                "Value": value,
                "ResourceName": RESOURCES.get(namespace),
            }


def described() -> list[dict[str, Any]]:
    """Return the server's options as DescribeConfigurationOptions tells of them."""
    rows = []
    for one in _server_options():
        bound = BOUNDS.get((one["Namespace"], one["OptionName"]), Bound())
        number = not bound.words and bound.most
        rows.append(
            {
                "Namespace": one["Namespace"],
                "Name": one["OptionName"],
                "DefaultValue": one["Value"],
                "ChangeSeverity": "NoInterruption",
                "UserDefined": False,
                "ValueType": "Scalar",
                "ValueOptions": list(bound.words) or None,
                "MinValue": bound.least if number else None,
                "MaxValue": bound.most if number else None,
            }
        )
    return rows


def faults(settings: Iterable[Setting], whole: Sequence[Setting]) -> list[dict[str, str]]:
    """Return what is wrong with settings, as messages of ValidateConfigurationSettings.

    `whole` is the configuration as it would be with them. Wording of an unknown option:
    pulumi/pulumi-aws issue 3461; of bounds: unverified.
    """
    found = [fault for one in settings if (fault := _fault(one)) is not None]
    sizes = {one["OptionName"]: one.get("Value") for one in shown(whole) if _is_size(one)}
    least, most = sizes.get("MinSize") or "", sizes.get("MaxSize") or ""
    if not found and least.isdigit() and most.isdigit() and int(least) > int(most):
        size = {"Namespace": "aws:autoscaling:asg", "OptionName": "MinSize", "Value": least}
        found.append(_message(size, f"Value is greater than MaxSize: {most}"))
    return found


def _is_size(one: Setting) -> bool:
    return one["Namespace"] == "aws:autoscaling:asg" and one["OptionName"] in {"MinSize", "MaxSize"}


def _fault(one: Setting) -> dict[str, str] | None:
    namespace, name = one.get("Namespace", ""), one.get("OptionName", "")
    known = name in DEFAULTS.get(namespace, {})
    if not known and not namespace.startswith(OPEN):
        where = f"(Namespace: '{namespace}', OptionName: '{name}')"
        text = f"Invalid option specification {where}: Unknown configuration setting."
        return {"Namespace": namespace, "OptionName": name, "Message": text, "Severity": "error"}
    bound, value = BOUNDS.get((namespace, name)), str(one.get("Value", ""))
    if bound is None:
        return None
    if bound.words:
        allowed = ", ".join(bound.words)
        fits = value in bound.words
        return (
            None if fits else _message(one, f"Value is not one of the allowed values: [{allowed}]")
        )
    if not value.isdigit() or int(value) < bound.least:
        return _message(one, f"Value is less than minimum allowed value: {bound.least}")
    if int(value) > bound.most:
        return _message(one, f"Value is greater than maximum allowed value: {bound.most}")
    return None


def _message(one: Setting, reason: str) -> dict[str, str]:
    namespace, name = one["Namespace"], one["OptionName"]
    where = f"(Namespace: '{namespace}', OptionName: '{name}')"
    text = f"Invalid option value: '{one.get('Value', '')}' {where}: {reason}"
    return {"Namespace": namespace, "OptionName": name, "Message": text, "Severity": "error"}
