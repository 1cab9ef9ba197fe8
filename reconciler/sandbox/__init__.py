"""A local AWS for the CI/CD services, in process or over HTTP, with its state in one file.

It is written from AWS's models and documentation, never from `reconciler.kinds`: a sandbox that
knew what the tool believes would prove nothing. Each rule that the models do not state cites its
source where it stands. Must not be in here: anything that imports another room than `aws.models`,
`events` and `errors`.

    app.py         Sandbox: answers a request, whichever way it came
    doors.py       the two ways in: a socket, and a hook in a boto3 session
    wire/          botocore's models <-> HTTP: route, decode, check (and patterns), encode
    faults.py      what goes wrong on purpose
    credentials.py the account in an access key, the role in a token
    service.py     what services are written with: tables, tags, pages, refusals
    world.py       what a service sees: account, region, clock, ids, roles
    store.py       the state, its lock and its file
    services/      one folder or module for each service; none knows HTTP, pages, accounts or files
    delivery/      what services tell: events to rules to targets, if these may get them
    policies/      whether policies allow a request; `enforced` weighs every call
    clock/         when schedules fire, and what moving the clock sets off
    hooks/         webhooks that start pipelines
    page/          what people see of it in a browser
    neighbours/    moto behind the same door: its journal, and overlays where it is not AWS
"""
