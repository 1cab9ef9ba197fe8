"""Loading a repository: settings, files, stacks, and what is declared in an environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.errors import Place, Usage
from reconciler.spec.files.settings import environment
from reconciler.spec.form import Shape
from reconciler.spec.load import load
from reconciler.spec.nodes import MapNode
from tests.spec.repository import codes, loaded, plain, resolver_of, write


def test_all_files_of_a_stack_are_one(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "specs/a.yaml": "stack: shop\nvars: {x: 1}\niam: {roles: {a: {d: '${{ vars.y }}'}}}\n",
            "specs/deep/b.yaml": "stack: shop\nvars: {y: 2}\ns3: {buckets: {b: {}}}\n",
            "specs/c.yaml": "stack: other\ns3: {buckets: {b: {}}}\n",
        },
    )
    sources = load(root / "specs" / "deep", (root / "specs" / "a.yaml",))
    assert sources.faults == ()
    assert sources.complete
    assert sources.stacks == ("shop",)
    assert [file.path for file in sources.of("shop")] == ["specs/a.yaml", "specs/deep/b.yaml"]
    _, found, _ = resolver_of(sources)
    assert list(found) == ["iam.roles.a", "s3.buckets.b"]
    assert load(root).stacks == ("other", "shop")


def test_paths_that_name_no_spec_are_refused(tmp_path: Path) -> None:
    root = write(tmp_path, {"specs/a.yaml": "stack: s\n", "README.md": "x"})
    for path in ("README.md", "missing", ".."):
        if path != "..":
            with pytest.raises(Usage, match=path):
                load(root, (root / path,))
    assert load(root, (root,)).stacks == ("s",)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("a: 1\n", [("RC1103", 1, 1)]),
        ("- a\n", [("RC1103", 1, 1)]),
        ("stack: [a]\n", [("RC1106", 1, 8)]),
        ("stack: a b\n", [("RC1106", 1, 8)]),
        ("component: c\nstack: s\n", [("RC1103", 1, 1)]),
        ("component: c\nuse: {c: {}}\n", [("RC1117", 2, 1)]),
        ("stack: s\nuse: {c: {}}\n", [("RC1117", 2, 7)]),
        ("stack: s\nvar: {a: 1}\n", [("RC1104", 2, 1)]),
        ("stack: s\nvars: 3\n", [("RC1103", 2, 7)]),
        ("stack: s\niam: 3\n", [("RC1109", 2, 6)]),
        ("stack: s\niam: {role: {a: {}}}\n", [("RC1211", 2, 7)]),
        ("stack: s\niam: {roles: [a]}\n", [("RC1109", 2, 14)]),
        ("stack: s\nx-any: {thing: 1}\n", []),
        ("stack: s\niam:\n", [("RC1007", 2, 5)]),
    ],
)
def test_a_file_that_is_no_spec(
    tmp_path: Path, spec: str, expected: list[tuple[str, int, int]]
) -> None:
    faults = loaded(tmp_path, spec).faults
    assert [(f.code, f.place.line, f.place.column) for f in faults if f.place] == expected


def test_what_is_declared_twice_names_both_places(tmp_path: Path) -> None:
    text = "stack: s\nvars: {x: 1}\niam: {roles: {a: {}}}\n"
    faults = load(write(tmp_path, {"specs/a.yaml": text, "specs/b.yaml": text})).faults
    assert codes(faults) == ["RC1307", "RC1107"]
    assert [fault.place for fault in faults] == [
        Place("specs/b.yaml", 2, 8),
        Place("specs/b.yaml", 3, 15),
    ]
    assert [fault.notes[0].place and fault.notes[0].place.file for fault in faults] == [
        "specs/a.yaml"
    ] * 2


def test_without_settings_the_ambient_session_is_the_environment(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/a.yaml").write_text("stack: s\n")
    sources = load(tmp_path)
    assert sources.faults == ()
    assert not sources.complete
    assert environment(sources.settings).scopes[0].account == ""


def test_no_spec_at_all_is_a_fault(tmp_path: Path) -> None:
    assert codes(load(tmp_path).faults) == ["RC1108"]


@pytest.mark.parametrize("glob", [".", "**a", "a/**b/*"])
def test_a_glob_that_is_none(tmp_path: Path, glob: str) -> None:
    root = write(tmp_path, {"reconcile.yaml": f'project: a\nspecs: ["{glob}"]\n'})
    assert codes(load(root).faults)[:1] in (["RC1111"], ["RC1108"])


def test_a_name_that_cannot_be_printed_is_told(tmp_path: Path) -> None:
    root = write(tmp_path, {"specs/a.yaml": "stack: s\n"})
    (root / "specs" / "b\x1b\udcff.yaml").write_text("stack: s\n")
    (fault,) = load(root).faults
    assert fault.code == "RC1101"
    assert str(fault.place).isascii()


@pytest.mark.parametrize("glob", ["../**/*.yaml", "/etc/*.yaml"])
def test_globs_do_not_leave_the_repository(tmp_path: Path, glob: str) -> None:
    root = write(tmp_path / "in", {"reconcile.yaml": f'project: a\nspecs: ["{glob}"]\n'})
    assert codes(load(root).faults) == ["RC1102"]


def test_a_link_out_of_the_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.yaml").write_text("stack: s\n")
    root = write(tmp_path / "in", {"specs/a.yaml": "stack: s\n"})
    (root / "specs" / "b.yaml").symlink_to(tmp_path / "out.yaml")
    (root / "specs" / "c.yaml").symlink_to(root / "specs" / "c.yaml")
    sources = load(root)
    assert set(codes(sources.faults)) <= {"RC1101", "RC1102"}
    assert "RC1102" in codes(sources.faults)
    assert [file.path for file in sources.files] == ["specs/a.yaml"]


def test_settings_linked_from_outside_are_refused(tmp_path: Path) -> None:
    (tmp_path / "out.yaml").write_text("project: theirs\n")
    root = write(tmp_path / "in", {"specs/a.yaml": "stack: s\n"})
    (root / "reconcile.yaml").unlink()
    (root / "reconcile.yaml").symlink_to(tmp_path / "out.yaml")
    sources = load(root)
    assert codes(sources.faults) == ["RC1102"]
    assert sources.settings.project == ""


def test_the_environment_s_vars_win_and_maps_merge(tmp_path: Path) -> None:
    spec = (
        "stack: s\nvars: {branch: main, network: {a: 1, b: 2}}\n"
        "iam: {roles: {me: {v: ['${{ vars.branch }}', '${{ vars.network }}', '${{ partition }}']}}}\n"
    )
    sources = loaded(tmp_path, spec)
    for where, expected in {
        "dev": ["main", {"a": "1", "b": "2"}, "aws"],
        "prod": ["release", {"a": "1", "b": "22"}, "aws-us-gov"],
    }.items():
        resolver, found, _ = resolver_of(sources, where)
        me = found["iam.roles.me"]
        assert plain(resolver.resolve(me.node.entries["v"], me).node) == expected


def test_a_resource_s_scope_is_its_region(tmp_path: Path) -> None:
    spec = "stack: s\niam: {roles: {me: {lifecycle: {scope: us}, v: '${{ region }} ${{ account }}'}}}\n"
    sources = loaded(tmp_path, spec)
    resolver, found, faults = resolver_of(sources, "prod")
    me = found["iam.roles.me"]
    assert faults == ()
    assert plain(resolver.resolve(me.node.entries["v"], me).node) == "us-east-1 012345670123"
    assert codes(resolver_of(sources, "dev")[2]) == ["RC1114"]


def test_what_is_off_may_name_a_scope_that_is_not_there(tmp_path: Path) -> None:
    spec = (
        "stack: s\niam: {roles: {me: {when: {environment: prod}, lifecycle: {scope: us}, v: x}}}\n"
    )
    sources = loaded(tmp_path, spec)
    assert resolver_of(sources, "dev")[2] == ()


def test_names_name_what_has_no_name(tmp_path: Path) -> None:
    template = "${{ stack }}-${{ environment }}-${{ self.key }}"
    for header, expected in {f"names: {template}": "s-dev-me", "": "me"}.items():
        sources = loaded(tmp_path, f"stack: s\n{header}\niam: {{roles: {{me: {{}}}}}}\n")
        resolver, found, _ = resolver_of(sources)
        assert plain(resolver.name(found["iam.roles.me"]).node) == expected
    sources = loaded(tmp_path, "stack: s\nnames: ${{ self.name }}\niam: {roles: {me: {}}}\n")
    resolver, found, _ = resolver_of(sources)
    assert codes(resolver.name(found["iam.roles.me"]).faults) == ["RC1304"]


def test_tags_of_settings_and_file_merge(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "reconcile.yaml": "project: a\ntags: {team: x, cost: 1}\n",
            "specs/a.yaml": "stack: s\ntags: {team: web}\niam: {roles: {me: {}}}\n",
        },
    )
    _, found, _ = resolver_of(load(root), "")
    assert plain(found["iam.roles.me"].tags) == {"team": "web", "cost": "1"}


CONDITIONS = """stack: s
vars: {source: github}
iam:
  roles:
    both: {}
    prod: {when: {environment: [stg, prod]}, d: 1}
    never: {when: {environment: prod, vars.source: gitlab}}
    refers: {d: "${{ iam.roles.prod.arn }}", e: 1}
"""


def test_what_is_off_is_not_declared_and_a_reference_to_it_is_null(tmp_path: Path) -> None:
    sources = loaded(tmp_path, CONDITIONS)
    resolver, found, faults = resolver_of(sources, "prod")
    assert faults == ()
    assert list(found) == ["iam.roles.both", "iam.roles.prod", "iam.roles.refers"]
    assert plain(found["iam.roles.prod"].node) == {"d": "1"}
    resolver, found, _ = resolver_of(sources, "dev")
    assert list(found) == ["iam.roles.both", "iam.roles.refers"]
    refers = found["iam.roles.refers"]
    resolved = resolver.resolve(refers.node, refers)
    assert resolved.faults == ()
    assert plain(resolved.node) == {"d": None, "e": "1"}


def test_a_file_s_condition_holds_for_all_in_it(tmp_path: Path) -> None:
    sources = loaded(tmp_path, "stack: s\nwhen: {environment: prod}\niam: {roles: {a: {}}}\n")
    assert list(resolver_of(sources, "prod")[1]) == ["iam.roles.a"]
    assert list(resolver_of(sources, "dev")[1]) == []


@pytest.mark.parametrize(
    "when", ["{}", "prod", "{env: prod}", "{environment: {a: 1}}", "{vars.l: x}"]
)
def test_a_condition_that_is_none(tmp_path: Path, when: str) -> None:
    spec = f"stack: s\nvars: {{l: [x]}}\niam: {{roles: {{a: {{when: {when}}}}}}}\n"
    assert codes(resolver_of(loaded(tmp_path, spec))[2]) == ["RC1310"]


ITEM = Shape("structure", fields={"name": Shape("string")})
SHAPE = Shape("structure", fields={"stages": Shape("list", item=ITEM), "free": Shape("any")})


def test_named_lists_as_maps_have_conditions(tmp_path: Path) -> None:
    items = "{a: {x: 1}, b: {x: 2, when: {environment: prod}}}"
    sources = loaded(tmp_path, f"stack: s\niam: {{roles: {{me: {{stages: {items}}}}}}}\n")
    for where, expected in {"dev": ["a"], "prod": ["a", "b"]}.items():
        resolver, found, _ = resolver_of(sources, where)
        me = found["iam.roles.me"]
        node = resolver.resolve(me.node.entries["stages"], me, SHAPE.fields["stages"]).node
        assert isinstance(node, MapNode)
        assert list(node.entries) == expected
        assert all("when" not in str(plain(item)) for item in node.entries.values())


def test_items_that_the_schema_knows_have_conditions(tmp_path: Path) -> None:
    items = "[{name: a}, {name: '${{ vars.only_prod }}', when: {environment: prod}}]"
    sources = loaded(
        tmp_path, f"stack: s\niam: {{roles: {{me: {{stages: {items}, free: {items}}}}}}}\n"
    )
    resolver, found, _ = resolver_of(sources)
    me = found["iam.roles.me"]
    resolved = resolver.resolve(me.node.entries["stages"], me, SHAPE.fields["stages"])
    assert plain(resolved.node) == [{"name": "a"}]
    assert resolved.faults == ()
    whole = resolver.resolve(me.node, me, SHAPE)
    assert codes(whole.faults) == ["RC1302"]
