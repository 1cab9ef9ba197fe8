#!/usr/bin/env bash
# The main job from end to end, on the embedded sandbox: no AWS account, nothing outside this folder.
# Every command is printed before it runs, and what it prints is what a user would see.
set -euo pipefail
cd "$(dirname "$0")/.."
state=$(mktemp -d)/aws.json
trap 'rm -rf "$(dirname "$state")"' EXIT

say() { printf '\n# %s\n' "$1"; }
run() { printf '$ %s\n' "$*"; "$@"; }

say 'Begin a project of your own: a first spec, valid as it stands'
(cd "$(dirname "$state")" && mkdir first && cd first && run reconcile init && run reconcile validate)

say 'Check every spec of this repository, offline: the storefront and the gallery beside it'
run reconcile validate

say 'What would be made of the storefront in staging? (everything: the account is empty)'
run reconcile plan specs/storefront --environment staging --sandbox "$state"

say 'Make it so'
run reconcile apply specs/storefront --environment staging --sandbox "$state" --yes

say 'Plan again: nothing is left to do'
run reconcile plan specs/storefront --environment staging --sandbox "$state" --detailed-exitcode

say 'Somebody changes things by hand, through boto3'
run python tools/by_hand.py "$state"

say 'Plan says what drifted, field by field (exit 2: changes are pending)'
code=0
run reconcile plan specs/storefront --environment staging --sandbox "$state" --detailed-exitcode || code=$?
[ "$code" = 2 ] || { echo "expected exit 2, got $code" >&2; exit 1; }

say 'Apply puts it back'
run reconcile apply specs/storefront --environment staging --sandbox "$state" --yes
run reconcile plan specs/storefront --environment staging --sandbox "$state" --detailed-exitcode
