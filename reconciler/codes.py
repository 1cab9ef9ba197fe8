"""Every code that an error, a note or a guard carries, with its one-line title, but for those of rules.

A rule (`reconciler.rules.table`) brings its own code, title, reason and mend: `RC20` to `RC29`.

A code is a promise: once released it keeps its meaning, and a retired one is not given away again.
`RC10` text, `RC11` files and settings, `RC12` fields, `RC13` references and vars, `RC14` secrets and
lifecycle, `RC30` plans, `RC50` and `RC51` applies, `RC60` AWS, `RC64` the command
line, `RC70` bugs, `RC90` models, `RC91` the sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RC1001": "The file cannot be read as text",
        "RC1002": "The text is not YAML",
        "RC1003": "A key is written twice",
        "RC1004": "A tag is unknown",
        "RC1005": "The file is larger, deeper or wider than allowed",
        "RC1006": "More than one document in a file",
        "RC1007": "A value was left empty",
        "RC1008": "A key is not text",
        "RC1009": "A merge does not name mappings",
        "RC1010": "The file holds nothing",
        "RC1011": "An alias holds itself",
        "RC1012": "Text that should hold a document does not",
        "RC1013": "null inside a document",
        "RC1101": "A file or folder cannot be read",
        "RC1102": "A path leads out of the repository",
        "RC1103": "A file is neither a stack nor settings",
        "RC1104": "An unknown key at the top of a file",
        "RC1106": "A name is not well-formed",
        "RC1107": "An address is declared twice",
        "RC1108": "No spec was found",
        "RC1109": "A section or subsection is not a mapping",
        "RC1110": "An unknown key in reconcile.yaml",
        "RC1111": "A wrong value in reconcile.yaml",
        "RC1112": "A required key is missing in reconcile.yaml",
        "RC1113": "No such environment, or none was named",
        "RC1114": "No such scope in the environment",
        "RC1115": "A path names no spec",
        "RC1117": "A component is not used rightly",
        "RC1118": "A component's var is unknown, or not given",
        "RC1201": "A value of the wrong type",
        "RC1202": "A required field is missing",
        "RC1203": "A value that is not among those allowed",
        "RC1204": "An unknown field",
        "RC1205": "Text that AWS's pattern does not take",
        "RC1206": "A number out of bounds",
        "RC1207": "Too short, or too long",
        "RC1208": "One of several fields must be given, and only one",
        "RC1209": "A name is twice in a list that AWS keys by it",
        "RC1210": "A value that the schema does not take",
        "RC1211": "An unknown section or kind",
        "RC1212": "A name is not known before apply",
        "RC1213": "One live resource is declared twice",
        "RC1214": "Tags that AWS would refuse",
        "RC1215": "A literal that names nothing declared",
        "RC1216": "A name that AWS keeps for itself",
        "RC1301": "A reference is not well-formed",
        "RC1302": "A reference to nothing",
        "RC1303": "A reference in a key",
        "RC1304": "References, or vars, that name each other in a circle",
        "RC1305": "A map or list inside text",
        "RC1306": "null inside text",
        "RC1307": "A var is declared twice",
        "RC1308": "A lookup is not well-formed, or stands where none may",
        "RC1309": "Another tool's spelling of a reference",
        "RC1310": "A condition is not well-formed",
        "RC1311": "An attribute that the kind does not have",
        "RC1312": "Vars expand beyond the cap",
        "RC1401": "A secret written as a literal",
        "RC1402": "A secret where none may stand",
        "RC1403": "A secret reference is not well-formed",
        "RC1404": "A secret that reconcile.yaml does not allow",
        "RC1411": "An unknown key in lifecycle",
        "RC1412": "A wrong value in lifecycle",
        "RC1413": "lifecycle names what is not declared",
        "RC1414": "lifecycle keys that do not go together",
        "RC3001": "Something must happen outside before AWS can take a value",
        "RC3002": "A person must do something before a resource is of use",
        "RC3003": "AWS takes no new resources of this kind",
        "RC3004": "Ours by its tags, and declared nowhere",
        "RC3005": "Two live resources have the name of one that is declared",
        "RC3006": "AWS left something behind that a person must clean up",
        "RC3007": "AWS raised a version by itself, and the spec says an older one",
        "RC5001": "Resources wait for each other in a circle",
        "RC5003": "A late value that nothing gave",
        "RC5004": "A late value that is not what its field takes",
        "RC5010": "A secret that specs may not name",
        "RC5011": "A secret that is not where the spec says",
        "RC5012": "A JSON secret without the key that the spec names",
        "RC5020": "A state that AWS calls failed",
        "RC5021": "A state that did not come to rest in time",
        "RC5030": "A guard refused before the first write",
        "RC5031": "AWS accepted a change that is not to be seen",
        "RC5040": "The plan is not the one that was approved",
        "RC5101": "AWS refused a call of an apply",
        "RC5102": "AWS denied a call of an apply for want of permission",
        "RC5103": "Something of that name is there, and it is not ours",
        "RC5104": "A call of an apply was sent and never answered",
        "RC5105": "A call of an apply could not be sent",
        "RC6001": "A plan would have written",
        "RC6002": "No credentials, or ones that AWS does not accept",
        "RC6003": "A role could not be assumed",
        "RC6004": "AWS was asked without a region",
        "RC6005": "The account that is stated is not the one that is reached",
        "RC6010": "A text that is no lookup",
        "RC6011": "A lookup that names nothing",
        "RC6012": "A lookup of a secret",
        "RC6400": "The command line is not understood",
        "RC6401": "A report that is not understood",
        "RC6402": "A file cannot be written",
        "RC6403": "A text that cannot name a stack",
        "RC6404": "A file exists already",
        "RC6405": "A port that cannot be listened on",
        "RC6406": "There is no schema of that name",
        "RC6407": "Written schemas are not fresh",
        "RC6408": "The sandbox is not installed",
        "RC6409": "No region is known",
        "RC6410": "A text that is no digest of a plan",
        "RC6411": "Nobody said yes to an apply",
        "RC6412": "An address that names no resource of the run",
        "RC6413": "An endpoint that is no URL",
        "RC6414": "A sandbox file that is no file for its state",
        "RC6415": "A text that is no code",
        "RC6420": "A read was never answered",
        "RC6421": "AWS, or the endpoint given, cannot be reached",
        "RC6422": "AWS denied a read for want of permission",
        "RC6423": "AWS refused a read",
        "RC7000": "A bug in reconcile",
        "RC9001": "The installed botocore has no such service",
        "RC9101": "The file given for the sandbox's state is something else",
    }
)
"""Code → title."""

BLOCKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "RC10": (
            "The text of a file cannot be read as a spec. Nothing is planned (exit 4).",
            "Mend the text at the place that is named; an editor with the schema shows it too.",
        ),
        "RC11": (
            "A file, a folder, reconcile.yaml or a name in them is wrong. Nothing is planned (exit 4).",
            "Mend it as the message says; `reconcile schema reconcile` shows what reconcile.yaml takes.",
        ),
        "RC12": (
            "A field is not as its kind says, so AWS would refuse it. Nothing is planned (exit 4).",
            "Write what was expected; `reconcile schema SECTION` shows every field.",
        ),
        "RC13": (
            "A reference, var, lookup or condition means nothing. Nothing is planned (exit 4).",
            "Write `${{ SECTION.KIND.KEY.ATTRIBUTE }}` or `${{ vars.NAME }}` of what is declared.",
        ),
        "RC14": (
            "A secret or a `lifecycle` is not as the spec language has it. Nothing is planned (exit 4).",
            "Secrets are references (`{secret: ...}`); `lifecycle` takes the keys of the schema.",
        ),
        "RC30": (
            "A note of a plan: what no call can change now, or what nothing declares. It fails nothing.",
            "Do what the note says, then plan again.",
        ),
        "RC50": (
            "An apply could not begin or go on: a guard, a secret, a state or a late value barred it.",
            "The message says what was done and what was not; running again goes on from there.",
        ),
        "RC51": (
            "AWS refused or lost a call of an apply. What depends on it was not tried (exit 1, 3 or 8).",
            "Mend the cause that AWS names and run again: what is done is not done twice.",
        ),
        "RC60": (
            "AWS cannot be asked: credentials, role, region, account or a lookup. Nothing was written.",
            "Check `aws sts get-caller-identity` and the environment in reconcile.yaml.",
        ),
        "RC64": (
            "The command line, or what it names, is not usable; or a read failed. Nothing was written.",
            "See `reconcile COMMAND --help`.",
        ),
        "RC70": (
            "reconcile met something that it did not expect (exit 70).",
            "Please report it with the file that the message names.",
        ),
        "RC90": ("The installed botocore lacks a service.", "Install a newer boto3."),
        "RC91": ("The sandbox's own file is not usable.", "Name another file."),
    }
)
"""Start of a code → why it is told and what to do, for codes that no rule explains."""
