#!/usr/bin/env bash
# Off-boards one of 200 technicians whose access is open in N tenants, against a sandbox in its own
# process: one plan, one apply, and a plan that has nothing to do. Prints exit codes, requests, wall
# time and peak memory. Usage: bash benches/offboard.sh [TENANTS]
set -euo pipefail
tenants=${1:-500}
cd "$(dirname "$0")/.."
bin="${TENANTRY_BIN:-$PWD/target/release/tenantry}"
[ -x "$bin" ] || { echo "build first: cargo build --release"; exit 1; }
work=$(mktemp -d)
cleanup() { [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

mkdir -p "$work/fleet/tenants"
{
    echo "version: 1"
    echo "organization: northwind-msp"
    echo "technicians:"
    echo "  - { id: technician-001, mail: t001@northwind-msp.example, groups: [level-2], state: disabled }"
    for ((i = 2; i <= 200; i++)); do
        printf '  - { id: technician-%03d, mail: t%03d@northwind-msp.example, groups: [level-2] }\n' "$i" "$i"
    done
    echo "defaults:"
    echo "  jit: { groupMappings: [{ technicians: all, roles: [Helpdesk Administrator] }] }"
    echo "guards: { minimumEmergencyAccounts: 0 }"
} >"$work/fleet/tenantry.yaml"
echo "tenants:" >"$work/fleet/sandbox.yaml"
for ((i = 1; i <= tenants; i++)); do
    name=$(printf 'tenant-%05d' "$i")
    tenant=$(printf '%08x-1111-4111-8111-111111111111' "$i")
    client=$(printf '%08x-2222-4222-8222-222222222222' "$i")
    cat >"$work/fleet/tenants/$name.yaml" <<Y
tenant: $name
tenantId: $tenant
auth: { clientId: $client, credential: { clientSecret: { env: FLEET_SECRET } } }
domains: [{ name: $name.onmicrosoft.com }]
jit: { domain: $name.onmicrosoft.com }
Y
    cat >>"$work/fleet/sandbox.yaml" <<Y
  - tenantId: $tenant
    displayName: $name
    domains: [{ name: $name.onmicrosoft.com, isInitial: true }]
    apps:
      - clientId: $client
        displayName: tenantry
        permissions: [Organization.Read.All, Domain.Read.All, User.ReadWrite.All, User.EnableDisableAccount.All, User.RevokeSessions.All, User-PasswordProfile.ReadWrite.All, UserAuthenticationMethod.ReadWrite.All, UserAuthMethod-TAP.ReadWrite.All, Group.ReadWrite.All, GroupMember.ReadWrite.All, RoleManagement.ReadWrite.Directory, RoleAssignmentSchedule.ReadWrite.Directory, AdministrativeUnit.Read.All, Policy.Read.AuthenticationMethod, Policy.Read.All, Application.Read.All, Directory.Read.All]
        directoryRoles: [Privileged Authentication Administrator]
    users:
      - { userPrincipalName: admin@$name.onmicrosoft.com, displayName: Local Administrator, roles: [Global Administrator] }
      - userPrincipalName: jit-technician-001@$name.onmicrosoft.com
        displayName: technician-001 (northwind-msp JIT)
        accountEnabled: true
        marker: { installation: northwind-msp, address: jit/technician-001, grant: adhoc-1 -15m +3h }
        roles: [Helpdesk Administrator]
Y
done

"$bin" sandbox serve --port 0 -C "$work/fleet" --ca "$work/ca.pem" --state "$work/state" >"$work/ready" &
server=$!
for _ in $(seq 600); do [ -s "$work/ready" ] && break; sleep 0.1; done
read_key() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/" "$work/ready"; }
at=(--login-endpoint "$(read_key login)" --graph-endpoint "$(read_key graph)" --ca-file "$work/ca.pem" -C "$work/fleet")
export FLEET_SECRET=sandbox
control="$(read_key graph)/sandbox/v1"

measure() {
    curl --silent --fail --cacert "$work/ca.pem" -X DELETE "$control/requests" >/dev/null
    python3 - "$@" <<'P'
import resource, subprocess, sys, time
begun = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
last = [line for line in done.stdout.splitlines() if line.startswith(("Plan:", "Apply:"))]
print("; ".join(last))
print(f"exit {done.returncode}, wall {time.monotonic() - begun:.2f} s, cpu {usage.ru_utime + usage.ru_stime:.2f} s, "
      f"peak memory {usage.ru_maxrss / 1024:.0f} MiB")
P
    curl --silent --fail --cacert "$work/ca.pem" "$control/requests" | python3 -c '
import json, sys
counts = json.load(sys.stdin)
print("requests: " + ", ".join(f"{key} {value}" for key, value in counts.items() if isinstance(value, int)))'
}
echo "$tenants tenants, 200 technicians, one off-boarded, $(nproc) cores, 64 in flight"
measure "$bin" plan "${at[@]}" --parallelism 64 --detailed-exitcode
measure "$bin" apply "${at[@]}" --parallelism 64 --auto-approve --verify-every 0s
measure "$bin" plan "${at[@]}" --parallelism 64 --detailed-exitcode
