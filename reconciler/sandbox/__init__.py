"""A local AWS for the CI/CD services, in process or over HTTP, with its state in one file.

It is written from AWS's models and documentation, never from `reconciler.kinds`: a sandbox that
knew what the tool believes would prove nothing. Each rule that the models do not state cites its
source where it stands. Must not be in here: anything that imports another room than `aws.models`,
`events` and `errors`.

    wire.py      botocore's models <-> HTTP: route, decode and check, encode
    store.py     the state, its lock and its file
    world.py     what a service sees of it: account, region, clock, ids, roles
    service.py   Table, Rows, Service: what services are written with
    faults.py    what goes wrong on purpose
    app.py       Sandbox: the door; moto stands behind it for what is not ours
    services/    one module for each service; none knows HTTP, pages, accounts or files
"""
