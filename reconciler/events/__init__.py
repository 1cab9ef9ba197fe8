"""Event patterns, matching, the catalogue of CI/CD events, and what a target is sent of an event.

Pure: patterns and events come in as JSON text or values and go out as values. Nothing here knows
AWS calls, the sandbox, specs or the terminal; no botocore.

    fields.py      an event as fields: a path and the values at it
    matchers.py    what may stand in a pattern's arrays: prefix, anything-but, exists, ...
    numeric.py, addresses.py, wildcards.py   those of `numeric`, `cidr` and `wildcard`
    pattern.py     one pattern: valid or not and why, matching or not and why
    rules.py       many patterns at once, for speed
    envelope.py    what every event has around its detail
    catalogue.py   which events the CI/CD services send, with a maker of samples (samples.py)
    schedules.py   rate and cron expressions, and when they fire
    transform.py   InputPath and InputTransformer, with the JSON paths of both (paths.py)
    errors.py      what can be wrong with a pattern or an input
"""
