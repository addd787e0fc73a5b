#!/usr/bin/env bash
# Proves the `az:` store against Azurite, Microsoft's storage emulator, and kills rotations of the
# built binary that keep their passwords there.
# Usage: azurite.sh FOLDER    (Azurite is installed into it, unless it is there already)
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
cleanup() {
    [ -z "${server:-}" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
    rm -rf "$work"
}
trap cleanup EXIT

azurite="$folder/node_modules/.bin/azurite-blob"
[ -x "$azurite" ] || npm install --prefix "$folder" --no-audit --no-fund --loglevel=error azurite@3

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$azurite" --blobHost 127.0.0.1 --blobPort "$port" --location "$work/data" --silent \
    --disableTelemetry --skipApiVersionCheck >"$work/log" 2>&1 &
server=$!
export TENANTRY_AZURITE="http://127.0.0.1:$port"
export AZURE_STORAGE_USE_EMULATOR=true AZURITE_BLOB_STORAGE_URL="$TENANTRY_AZURITE"
unset AZURE_STORAGE_ACCOUNT_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_TOKEN

# Waits until it answers, and makes the container, signed with the key that Microsoft publishes for
# its emulator: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
node - "$TENANTRY_AZURITE" tenantry-test <<'NODE' || { cat "$work/log"; exit 1; }
const crypto = require("crypto");
const [endpoint, container] = process.argv.slice(2);
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const path = `/${account}/${container}`;
async function make() {
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-12-02" };
  const canonical = Object.keys(headers).sort().map((name) => `${name}:${headers[name]}\n`).join("");
  const text = `PUT${"\n".repeat(12)}${canonical}/${account}${path}\nrestype:container`;
  const signature = crypto.createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  headers.authorization = `SharedKey ${account}:${signature}`;
  const answer = await fetch(`${endpoint}${path}?restype=container`, { method: "PUT", headers });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
}
(async () => {
  for (let attempt = 1; ; attempt += 1) {
    try { return await make(); } catch (error) {
      if (attempt === 100) { console.error(error); process.exit(1); }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
})();
NODE

cargo test --test azurite "${@:2}" -- --nocapture
cargo test --test world "${@:2}" laps_cloud -- --nocapture
