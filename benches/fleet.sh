#!/usr/bin/env bash
# Plans N seeded tenants in one run against a sandbox in its own process, and prints requests, wall
# time and peak memory of the planning process. Usage: bash benches/fleet.sh [TENANTS] [LATENCY_MS]
set -euo pipefail
tenants=${1:-1000}
latency=${2:-0}
cd "$(dirname "$0")/.."
bin="$PWD/target/release/tenantry"
[ -x "$bin" ] || { echo "build first: cargo build --release"; exit 1; }
work=$(mktemp -d)
cleanup() { [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

mkdir -p "$work/fleet/tenants"
cat >"$work/fleet/tenantry.yaml" <<'Y'
version: 1
organization: northwind-msp
technicians:
  - { id: alice, mail: alice@northwind-msp.example, groups: [level-2] }
  - { id: bob, mail: bob@northwind-msp.example, groups: [level-2] }
  - { id: carol, mail: carol@northwind-msp.example, groups: [level-2] }
defaults:
  jit: { provision: ahead, groupMappings: [{ technicians: all, roles: [Helpdesk Administrator], groups: [Helpdesk] }] }
guards: { minimumEmergencyAccounts: 2, maximumTenantsChanged: 100000 }
Y
for ((i = 1; i <= tenants; i++)); do
    name=$(printf 'tenant-%05d' "$i")
    cat >"$work/fleet/tenants/$name.yaml" <<Y
tenant: $name
tenantId: $(printf '%08x-1111-4111-8111-111111111111' "$i")
auth: { clientId: $(printf '%08x-2222-4222-8222-222222222222' "$i"), credential: { clientSecret: { env: FLEET_SECRET } } }
domains: [{ name: $name.onmicrosoft.com }]
jit: { domain: $name.onmicrosoft.com }
laps:
  accounts:
    - { name: emergency-1, userName: emergency-1, domain: $name.onmicrosoft.com, role: Global Administrator, manage: observe }
    - { name: emergency-2, userName: emergency-2, domain: $name.onmicrosoft.com, role: Global Administrator, manage: observe }
Y
done

"$bin" sandbox serve --port 0 -C "$work/fleet" --ca "$work/ca.pem" --state "$work/state" >"$work/ready" &
server=$!
for _ in $(seq 600); do [ -s "$work/ready" ] && break; sleep 0.1; done
read_key() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/" "$work/ready"; }
at=(--login-endpoint "$(read_key login)" --graph-endpoint "$(read_key graph)" --ca-file "$work/ca.pem" -C "$work/fleet")
export FLEET_SECRET=sandbox
control="$(read_key graph)/sandbox/v1"

"$bin" apply "${at[@]}" --auto-approve --verify-every 0s >/dev/null
if [ "$latency" -gt 0 ]; then
    curl --silent --fail --cacert "$work/ca.pem" -X POST "$control/faults" -H 'Content-Type: application/json' \
        -d "{\"effect\":{\"latency\":{\"milliseconds\":$latency}}}" >/dev/null
fi

measure() {
    curl --silent --fail --cacert "$work/ca.pem" -X DELETE "$control/requests" >/dev/null
    python3 - "$@" <<'P'
import resource, subprocess, sys, time
begun = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"exit {code}, wall {time.monotonic() - begun:.2f} s, cpu {usage.ru_utime + usage.ru_stime:.2f} s, "
      f"peak memory {usage.ru_maxrss / 1024:.0f} MiB")
P
    curl --silent --fail --cacert "$work/ca.pem" "$control/requests" | python3 -c '
import json, sys
counts = json.load(sys.stdin)
print("requests: " + ", ".join(f"{key} {value}" for key, value in counts.items() if isinstance(value, int)))'
}
echo "$tenants tenants, 3 accounts each, $latency ms of latency, $(nproc) cores, 64 in flight"
for _ in 1 2 3; do measure "$bin" plan "${at[@]}" --parallelism 64 --detailed-exitcode; done
