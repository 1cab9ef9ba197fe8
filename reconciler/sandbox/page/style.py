"""How the page looks: one style sheet, inline, in the colours that the reader's system has."""

STYLE = """
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f3f5f8; --quiet: #5c6573;
  --link: #1a56b8; --good: #17713b; --no: #96590a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4150; --soft: #232833; --quiet: #9aa4b5;
  --link: #8ab4f8; --good: #6fcf97; --no: #f2b661; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 1200px; margin: 0 auto; padding: 1.5rem; }
p { overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
h4 { font-size: .95rem; margin: .75rem 0 .25rem; color: var(--quiet); font-weight: 600; }
header p, .quiet { color: var(--quiet); margin: .25rem 0; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: .75rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--quiet); font-size: .85rem; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; }
.resources { table-layout: fixed; min-width: 50rem; }
.resources th:nth-child(1) { width: 20%; } .resources th:nth-child(2) { width: 15%; }
.resources th:nth-child(3) { width: 28%; } .resources th:nth-child(4) { width: 11%; }
.calls, .deliveries { min-width: 50rem; }
.calls td:nth-child(1), .calls td:nth-child(5), .deliveries td:nth-child(1) { white-space: nowrap; }
.calls td:nth-child(4) { width: 46%; } .deliveries td:nth-child(3) { width: 32%; }
.deliveries td:nth-child(4) { width: 22%; }
.calls td:nth-child(1), .calls td:nth-child(5) { color: var(--quiet); }
code, pre { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { background: var(--soft); padding: .75rem; border-radius: 6px; overflow-x: auto; margin: .5rem 0; }
summary { cursor: pointer; }
.tag { display: inline-block; background: var(--soft); border-radius: 4px; padding: 0 .4rem;
  margin: 0 .3rem .2rem 0; font-size: .85rem; }
.good, .no, .bad { font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .no { color: var(--no); } .bad { color: var(--bad); }
"""
"""CSS. It loads nothing: no font, no picture, no script."""
