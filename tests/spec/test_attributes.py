"""A map of texts in which AWS keeps fields, as the fields that specs write."""

from reconciler.engine.calling.convert import normal_fields, renamed_fields, to_api
from reconciler.spec.forms import forms


def test_attributes_are_fields_with_types_of_their_own() -> None:
    fields = forms()["sqs.queues"].fields
    assert "attributes" not in fields
    assert (fields["visibility_timeout"].type, fields["visibility_timeout"].high) == (
        "integer",
        43200,
    )
    assert fields["deduplication_scope"].enum == ("queue", "messageGroup")


def test_they_travel_in_the_map_that_the_operation_takes() -> None:
    calls = forms()["sqs.queues"].calls
    assert calls["CreateQueue"].members["delay_seconds"] == "Attributes.DelaySeconds"
    assert calls["SetQueueAttributes"].members["policy"] == "Attributes.Policy"
    assert "fifo_queue" not in calls["DeleteQueue"].members


def test_they_are_written_as_text_and_read_as_what_they_are() -> None:
    form = forms()["sqs.queues"]
    assert to_api(form.fields["delay_seconds"], 5) == "5"
    assert to_api(form.fields["fifo_queue"], True) == "true"
    read = normal_fields(form, renamed_fields(form, {"DelaySeconds": "5", "FifoQueue": "true"}))
    assert (read["delay_seconds"], read["fifo_queue"]) == (5, True)
