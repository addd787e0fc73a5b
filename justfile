# `just` lists the recipes.

default:
    @just --list

# Everything that CI does
ci:
    bash .ci/run

# Format, lint and test
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test

# Run the main job on the embedded tenants
demo:
    cargo run --release -- apply --sandbox -C examples/msp --auto-approve

# Write schemas/ again after a change to what may be written
schemas:
    UPDATE_SCHEMAS=1 cargo test schema

# Licences, duplicate crates, sources
deny:
    cargo deny check bans licenses sources

# Figures for the README's performance section
bench TENANTS="1000":
    cargo build --release
    bash benches/fleet.sh {{TENANTS}}

# A million rotations of emergency passwords, with everything that can go wrong
rotations COUNT="1000000" FIRST="0":
    cargo bench --bench rotation -- {{COUNT}} {{FIRST}}
