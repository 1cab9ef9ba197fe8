"""The schemas in an editor: yaml-language-server, driven over its stdio, on a small spec.

`make outside` installs it where npm is; skipped without.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reconciler.spec.published import published
from tools.outsider import EDITOR, NO_EDITOR, SERVER, is_whole

CURSOR = "¦"
PROJECT = "codebuild:\n  projects:\n    web:\n      "

pytestmark = pytest.mark.skipif(not is_whole(SERVER), reason=NO_EDITOR)


class Editor:
    """One language server, shut down after a minute; each text is a file of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root.as_uri()
        self.uri = ""
        self.diagnostics: list[str] = []
        self._number = 0
        self._server = subprocess.Popen(
            [str(EDITOR), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._deadline = threading.Timer(60, self._server.kill)
        self._deadline.start()
        self.ask("initialize", processId=None, rootUri=self.root, capabilities={})
        self._send(method="initialized", params={})
        settings = {"validate": True, "schemaStore": {"enable": False}}
        self._send(
            method="workspace/didChangeConfiguration", params={"settings": {"yaml": settings}}
        )

    def close(self) -> None:
        self._deadline.cancel()
        self._server.kill()
        self._server.communicate()

    def ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send(id=self._number, method=method, params=params)
        while (message := self._message()).get("id") != self._number or "method" in message:
            self._answer(message)
        return message.get("result")

    def open(self, text: str) -> dict[str, int]:
        """Show `text`, wait for its diagnostics and return where the cursor stands."""
        self._number += 1
        self.uri = f"{self.root}/spec{self._number}.yaml"
        head = f"# yaml-language-server: $schema={published() / 'stack.schema.json'}\nstack: x\n"
        before, _, after = (head + text).partition(CURSOR)
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": before + after}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while (message := self._message()).get("params", {}).get("uri") != self.uri:
            self._answer(message)
        self.diagnostics = [one["message"] for one in message["params"]["diagnostics"]]
        line = before.count("\n")
        return {"line": line, "character": len(before) - before.rfind("\n") - 1}

    def complete(self, text: str) -> set[str]:
        return {item["label"] for item in self._ask_at("textDocument/completion", text)["items"]}

    def hover(self, text: str) -> str:
        return str(self._ask_at("textDocument/hover", text)["contents"]["value"])

    def _ask_at(self, method: str, text: str) -> Any:
        position = self.open(text)
        return self.ask(method, textDocument={"uri": self.uri}, position=position)

    def _answer(self, message: dict[str, Any]) -> None:
        if "method" in message and "id" in message:
            items = message.get("params", {}).get("items", [])
            self._send(id=message["id"], result=[{} for _ in items] or None)

    def _send(self, **message: Any) -> None:
        assert self._server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()

    def _message(self) -> dict[str, Any]:
        assert self._server.stdout
        length = 0
        while header := self._server.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    opened = Editor(tmp_path_factory.mktemp("editor"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (CURSOR, {"codebuild", "vars", "names", "tags", "when"}),
        (f"codebuild:\n  {CURSOR}", {"projects"}),
        (f"{PROJECT}{CURSOR}", {"source", "service_role", "webhook", "lifecycle", "tags"}),
        (f"{PROJECT}cache:\n        type: {CURSOR}", {"NO_CACHE", "S3", "LOCAL"}),
        (f"{PROJECT}service_role: {CURSOR}", {"${{ iam.roles.NAME.arn }}"}),
        (f"{PROJECT}lifecycle:\n        state: {CURSOR}", {"present", "absent", "external"}),
        (
            f"{PROJECT}environment:\n        environment_variables:\n          A:\n            {CURSOR}",
            {"value", "type", "when"},
        ),
        (
            f"{PROJECT}environment:\n        environment_variables:\n          - {CURSOR}",
            {"name", "value", "type", "when"},
        ),
    ],
)
def test_completion(editor: Editor, text: str, labels: set[str]) -> None:
    assert labels <= editor.complete(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{PROJECT}timeout_in{CURSOR}_minutes: 7\n", "How long, in minutes"),
        (f"code{CURSOR}build:\n  projects: {{}}\n", "AWS CodeBuild"),
        (f"codebuild:\n  projects:\n    we{CURSOR}b: {{}}\n", "References may use: arn, key, name"),
        (f"{PROJECT}cache: {{ty{CURSOR}pe: S3}}\n", "NO_CACHE"),
    ],
)
def test_hover(editor: Editor, text: str, shown: str) -> None:
    assert shown in editor.hover(text).replace("\\_", "_")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{PROJECT}serviceRole: x\n", "Property serviceRole is not allowed."),
        (f"{PROJECT}timeout_in_minutes: 2\n", "Value is below the minimum of 5."),
        (f"{PROJECT}cache: {{type: DISK}}\n", 'Value is not accepted. Valid values: "NO_CACHE"'),
        (f"{PROJECT}badge_enabled: maybe\n", 'Incorrect type. Expected "boolean".'),
    ],
)
def test_diagnostics(editor: Editor, text: str, message: str) -> None:
    editor.open(text)
    assert [told for told in editor.diagnostics if message in told], editor.diagnostics


def test_a_sound_spec_has_none(editor: Editor) -> None:
    editor.open("codecommit:\n  repositories:\n    web: {description: 5, triggers: {}}\n")
    assert editor.diagnostics == []
