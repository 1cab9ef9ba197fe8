"""The page on the sandbox's port: what a browser is shown, and that AWS's clients are not."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.messages import Request
from reconciler.sandbox.page.html import HIDDEN, Html, element, folded, written
from reconciler.sandbox.page.whole import is_browser
from tests.sandbox.services.codepipeline.pipelines import build, github, pipeline, stage
from tests.sandbox.services.conftest import make_role

Client = Callable[..., Any]
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"


class Text(HTMLParser):
    """What a reader sees of a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.scripts = 0
        self._href = ""
        self._styles = False
        self.feed(page)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self._styles = tag == "style"
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        self.words += [] if self._styles else [data]
        if self._href:
            self.links[data] = self._href


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with sandbox.serve() as server:
        yield server.url


def look(url: str) -> Text:
    asked = urllib.request.Request(url, headers={"Accept": "text/html,*/*;q=0.8"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        return Text(answer.read().decode())


def test_an_empty_sandbox_says_how_to_begin(url: str) -> None:
    text = look(url).text
    assert "Nothing is here yet." in text
    assert f"export AWS_ENDPOINT_URL={url}" in text
    assert "0 resources 0 deliveries, 0 not made 0 calls, 0 failed" in text


def test_resources_stand_under_their_account_and_region(
    client: Client, sandbox: Sandbox, url: str
) -> None:
    client("codecommit").create_repository(repositoryName="web", tags={"team": "shop"})
    client("codecommit", "us-east-1").create_repository(repositoryName="docs")
    client("codeconnections").create_connection(ConnectionName="hub", ProviderType="GitHub")
    client("sqs").create_queue(QueueName="jobs")
    keys = sandbox.credentials("444455556666")
    other = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="eu-west-1")
    sandbox.attach(other).client("codeartifact").create_domain(domain="acme")

    text = look(url).text

    _, first, second = text.partition("Resources")[2].split(" Account ")
    assert first.startswith("123456789012 eu-west-1 ")
    assert "codeconnections connections hub PENDING" in first
    assert "codecommit repositories web team=shop" in first
    assert "sqs queues jobs" in first
    assert first.index("us-east-1") < first.index("docs")
    assert second.startswith("444455556666 eu-west-1 ")
    assert "domains acme Active" in second


def test_a_resource_leads_to_its_record_without_secrets(client: Client, url: str) -> None:
    role = make_role(client, "codepipeline")
    stages = stage("Source", github("ghp_very_secret")), stage("Build", build())
    client("codepipeline").create_pipeline(pipeline=pipeline(role, *stages))
    page = look(url)
    shown = look(url + page.links["deliver"]).text
    assert '"roleArn": "arn:aws:iam::123456789012:role/worker"' in shown
    assert f'"OAuthToken": "{HIDDEN}"' in shown
    assert "ghp_very_secret" not in shown + page.text


def test_a_record_that_is_not_there_is_not_found(url: str) -> None:
    where = {"account": "1", "region": "r", "service": "codecommit", "table": "repositories"}
    for asked in (
        {**where, "key": '["gone"]'},
        {**where, "key": "{"},
        {**where, "key": "[1,2]"},
        {},
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            look(f"{url}/record?{urlencode(asked)}")
        assert caught.value.code == 404
        caught.value.close()


def test_calls_are_shown_with_their_status_the_newest_first(client: Client, url: str) -> None:
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="web")
    with pytest.raises(codecommit.exceptions.RepositoryNameExistsException):
        codecommit.create_repository(repositoryName="web")
    text = look(url).text
    assert "2 calls, 1 failed" in text
    told = 'codecommit CreateRepository {"repositoryName": "web"} 123456789012 eu-west-1'
    assert f"2 400 {told} 1 200 {told}" in text


def test_deliveries_tell_why_they_were_refused(client: Client, url: str) -> None:
    events = client("events")
    client("sqs").create_queue(QueueName="jobs")
    events.put_rule(Name="push", EventPattern=json.dumps({"source": ["acme"]}))
    events.put_targets(Rule="push", Targets=[{"Id": "1", "Arn": QUEUE}])
    events.put_events(Entries=[{"Source": "acme", "DetailType": "probe", "Detail": "{}"}])
    text = look(url).text
    assert "1 delivery, 1 not made" in text
    assert f"rule/push → {QUEUE}" in text
    assert "refused" in text.partition("Outcome")[2]


def test_what_clients_send_is_escaped(client: Client, url: str) -> None:
    evil = "<script>alert('x')</script>"
    client("codecommit").create_repository(repositoryName="web", repositoryDescription=evil)
    page = look(url)
    assert page.scripts == look(url + page.links["web"]).scripts == 0
    assert evil in page.text


def test_clients_of_aws_are_answered_as_ever(url: str) -> None:
    html = {"accept": "text/html"}
    scope = "AKIA/20150101/eu-west-1/s3/aws4_request"
    signed = html | {"authorization": f"AWS4-HMAC-SHA256 Credential={scope}"}
    assert is_browser(Request("GET", "/", html))
    assert not is_browser(Request("GET", "/", {}))
    assert not is_browser(Request("GET", "/", signed))
    assert not is_browser(Request("GET", "/?X-Amz-Signature=1", html))
    assert not is_browser(Request("POST", "/", html))
    assert not is_browser(Request("GET", "/bucket", html))
    buckets = boto3.client(
        "s3", "eu-west-1", endpoint_url=url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert buckets.list_buckets()["Buckets"] == []


def test_looking_changes_nothing(client: Client, sandbox: Sandbox, url: str) -> None:
    client("codecommit").create_repository(repositoryName="web")
    client("sqs").create_queue(QueueName="jobs")
    before, calls = sandbox.dump(), len(sandbox.calls)
    look(url)
    assert (sandbox.dump(), len(sandbox.calls)) == (before, calls)


def test_where_the_state_is_kept_is_told(tmp_path: Path) -> None:
    kept = Sandbox(tmp_path / "aws.json")
    kept.advance(90)
    with kept.serve() as server:
        text = look(server.url).text
    assert f"kept in {tmp_path / 'aws.json'}" in text
    assert "moved on by 90 s" in text


def test_what_another_process_made_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "aws.json"
    with Sandbox(file).serve() as server:
        assert "Nothing is here yet." in look(server.url).text
        other = Sandbox(file).attach(boto3.Session(region_name="eu-west-1"))
        other.client("codecommit").create_repository(repositoryName="web")
        page = look(server.url)
        assert "codecommit repositories web" in page.text
        other.client("codecommit").delete_repository(repositoryName="web")
        with pytest.raises(urllib.error.HTTPError, match="404") as caught:
            look(server.url + page.links["web"])
        caught.value.close()


def test_html_is_escaped_once() -> None:
    assert element("p", "a < b", Html("<br>")) == "<p>a &lt; b<br></p>"
    assert element("a", "x", href='"><script>') == '<a href="&quot;&gt;&lt;script&gt;">x</a>'


def test_a_long_value_is_folded() -> None:
    assert folded({"a": 1}) == "<code>{&quot;a&quot;: 1}</code>"
    assert folded({"a": "x" * 200}).startswith("<details><summary><code>{")


@pytest.mark.parametrize(
    "value",
    [
        {"OAuthToken": "s3cret"},
        {"environmentVariables": [{"name": "DB_PASSWORD", "value": "s3cret"}]},
        {"OptionName": "DBPassword", "Value": "s3cret"},
        {"Name": "/ci/x", "Value": "s3cret", "Type": "SecureString"},
        json.dumps({"deep": [{"clientSecret": "s3cret"}]}),
    ],
)
def test_secrets_are_hidden(value: Any) -> None:
    assert "s3cret" not in written(value)
    assert HIDDEN in written(value)


def test_what_only_sounds_secret_is_shown() -> None:
    shown = written({"secretArn": "arn:aws:s", "tokenType": "x", "name": "api", "value": "v"})
    assert HIDDEN not in shown
