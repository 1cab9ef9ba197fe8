"""Plans, outcomes and faults as text, JSON, Markdown, HTML, JUnit, SARIF: one walk, many formats.

Pure: values in, text out. Everything that AWS or a spec says is escaped here for the medium it goes
to. Not here: decisions, files, colours chosen by looking at a terminal (the caller says).
"""
