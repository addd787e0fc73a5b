#!/usr/bin/env bash
# Proves the `s3:` store against moto, a server that speaks Amazon S3's protocol with its conditional
# writes, kills rotations of the built binary that keep their passwords there, and has s3rver, which
# ignores conditions, refused.
# Usage: buckets.sh FOLDER    (both are installed into it, unless they are there already)
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
servers=()
cleanup() {
    for server in "${servers[@]}"; do
        kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

python="$folder/venv/bin/python"
[ -x "$folder/venv/bin/moto_server" ] || {
    python3 -m venv "$folder/venv"
    "$python" -m pip install --quiet --disable-pip-version-check "moto[server]==5.2.5"
}
s3rver="$folder/node_modules/.bin/s3rver"
[ -x "$s3rver" ] || npm install --prefix "$folder" --no-audit --no-fund --loglevel=error s3rver@3.7.1

free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free)
"$folder/venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto" 2>&1 &
servers+=($!)
export TENANTRY_S3="http://127.0.0.1:$port"
port=$(free)
"$s3rver" --directory "$work/data" --address 127.0.0.1 --port "$port" --configure-bucket tenantry-test >"$work/s3rver" 2>&1 &
servers+=($!)
export TENANTRY_S3_CARELESS="http://127.0.0.1:$port"
# The key that s3rver knows; moto takes any.
export AWS_ACCESS_KEY_ID=S3RVER AWS_SECRET_ACCESS_KEY=S3RVER AWS_REGION=us-east-1
unset AWS_SESSION_TOKEN AWS_ENDPOINT_URL

# Waits until both answer, and makes moto's bucket.
"$python" - <<'PYTHON' || { cat "$work/moto" "$work/s3rver"; exit 1; }
import os
import time

import boto3
from botocore.exceptions import BotoCoreError

def reach(endpoint, ask):
    for attempt in range(100):
        try:
            return ask(boto3.client("s3", endpoint_url=endpoint))
        except BotoCoreError:
            time.sleep(0.1)
    raise SystemExit(f"{endpoint} does not answer")

reach(os.environ["TENANTRY_S3"], lambda s3: s3.create_bucket(Bucket="tenantry-test"))
reach(os.environ["TENANTRY_S3_CARELESS"], lambda s3: s3.head_bucket(Bucket="tenantry-test"))
PYTHON

AWS_ENDPOINT_URL_S3=$TENANTRY_S3_CARELESS cargo test --test amazon "${@:2}" careless -- --nocapture
export AWS_ENDPOINT_URL_S3=$TENANTRY_S3
cargo test --test amazon "${@:2}" -- --nocapture
cargo test --test world "${@:2}" laps_cloud -- --nocapture
