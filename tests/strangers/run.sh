#!/usr/bin/env bash
# Serves the msp example and drives it with Microsoft's JavaScript clients.
# Usage: run.sh TENANTRY FOLDER_WITH_NODE_MODULES RECORDING
set -euo pipefail
bin=$1
client=$2
recording=$3
work=$(mktemp -d)
cleanup() { [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

cp -r "$(dirname "$0")/../../examples/msp" "$work/msp"
"$bin" sandbox serve --port 0 -C "$work/msp" --state "$work/state" --ca "$work/ca.pem" \
    --record "$recording" >"$work/ready" &
server=$!
for _ in $(seq 100); do [ -s "$work/ready" ] && break; sleep 0.1; done
read_key() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0))[process.argv[1]])' "$1" <"$work/ready"; }

cat "$work/ca.pem" /etc/ssl/certs/ca-certificates.crt >"$work/bundle.pem" 2>/dev/null || cp "$work/ca.pem" "$work/bundle.pem"
NODE_EXTRA_CA_CERTS="$work/bundle.pem" node "$client/main.mjs" "$(read_key login)" "$(read_key graph)" \
    3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f 7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6 sandbox
