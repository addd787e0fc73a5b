//! `tenantry audit`.

use serde_json::{Value, json};
use tenantry::audit::{Answer, Event, Outcome, Sink};

use crate::{
    harness::Bench,
    sample::{TENANTS, sample},
};

/// An announcement in a tenant of the sample.
fn intent(number: u32, (tenant, id): (&str, &str), day: &str) -> Event {
    let event = json!({
        "id": format!("33333333-0000-4000-8000-{number:012}"),
        "at": format!("2026-11-{day}T09:00:00Z"),
        "kind": "intent",
        "tenant": { "name": tenant, "id": id },
        "actor": { "human": "bob\u{1b}[31m" },
        "target": { "address": "jit/alice" },
        "action": "disableUser",
        "warrant": { "grant": "inc-1234", "reason": "mailbox rules" },
        "toolVersion": "0.1.0",
    });
    serde_json::from_value(event).expect("an event")
}

/// The sample, with four events of contoso and one announcement of fabrikam.
fn audited() -> Bench {
    let bench = sample();
    let organization = bench.read("tenantry.yaml") + "audit: { url: file:audit }\n";
    bench.file("tenantry.yaml", &organization);
    let sink = Sink::in_folder(&bench.path("audit"));
    let append = |event: &Event| futures::executor::block_on(sink.append(event)).expect("written");
    for (number, day) in [(1, "23"), (3, "24")] {
        let intent = intent(number, TENANTS[0], day);
        append(&intent);
        let outcome =
            Outcome { answer: Answer::Done, object: None, request_id: None, detail: String::new() };
        let id = self::intent(number + 1, TENANTS[0], day).id;
        append(&intent.outcome(id, intent.at, outcome));
    }
    append(&intent(5, TENANTS[1], "25"));
    bench
}

fn chain(place: usize) -> String {
    format!("audit/{}/2026.ndjson", TENANTS[place].1)
}

const VERIFY: [&str; 2] = ["audit", "verify"];

#[test]
fn a_whole_trail_ends_with_0_and_names_what_is_still_open() {
    let ran = audited().run(&VERIFY).exits(0);
    let ran = ran.prints("contoso 2026: 4 events, seq 4 sha256:").prints("remark: ");
    ran.prints("announced, and nothing tells what became of it: disable account of jit/alice")
        .prints("Audit: 5 events in 2 chains, 0 problems, 1 remark.");
    let only = [&VERIFY[..], &["--tenant", "contoso"]].concat();
    audited().run(&only).exits(0).prints("4 events in 1 chain, 0 problems, 0 remarks.");
}

#[test]
fn what_was_done_to_a_trail_ends_with_1_and_is_named() {
    let bench = audited();
    let whole = bench.read(&chain(0));
    bench.file(&chain(0), &whole.replacen("mailbox rules", "nothing at all", 1));
    let place = format!("{}/2026.ndjson:1 (seq 1): edited", TENANTS[0].1);
    bench.run(&VERIFY).exits(1).prints(&place);
    let lines: Vec<&str> = whole.lines().collect();
    bench.file(&chain(0), &format!("{}\n{}\n{}\n", lines[0], lines[1], lines[3]));
    let ran = bench.run(&[&VERIFY[..], &["--format", "json"]].concat()).exits(1);
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let problem = &found["problems"][0];
    assert_eq!((&problem["code"], &problem["line"]), (&json!("gap"), &json!(3)));
    assert_eq!(found["chains"][0]["tenant"], json!("contoso"));
    bench.file(&chain(0), &format!("{}\n", lines[0]));
    bench.run(&VERIFY).exits(1).prints("3 lines are missing at the end");
    // Another tenant's trail is as whole as before.
    bench.run(&[&VERIFY[..], &["--tenant", "fabrikam"]].concat()).exits(0);
}

#[test]
fn events_are_shown_as_a_table_and_as_they_are_stored() {
    let bench = audited();
    let show = |more: &[&str]| bench.run(&[&["audit", "show"], more].concat()).exits(0);
    let table = show(&[]).prints("WHEN").prints("contoso").prints("inc-1234").prints("done");
    assert!(!table.stdout.contains('\u{1b}') && table.stdout.contains("u{1b}"), "{}", table.stdout);
    let both = bench.read(&chain(0)) + &bench.read(&chain(1));
    assert_eq!(show(&["--format", "json"]).stdout, both);
    let contoso = show(&["--format", "json", "--tenant", "contoso"]).stdout;
    assert_eq!(contoso, bench.read(&chain(0)));
    // The configuration may no longer name the tenant.
    assert_eq!(show(&["--format", "json", "--tenant", TENANTS[0].1]).stdout, contoso);
    let one_day = ["--format", "json", "--from", "2026-11-24", "--to", "2026-11-25"];
    let lines: Vec<&str> = contoso.lines().skip(2).collect();
    assert_eq!(show(&one_day).stdout.lines().collect::<Vec<_>>(), lines);
    show(&["--from", "2027-01-01"]).prints("no such event");
    bench.file(&chain(0), "torn");
    bench.run(&["audit", "show"]).exits(6).says("1 line cannot be read");
}

#[test]
fn the_trail_can_be_verified_whatever_else_is_broken() {
    let bench = audited();
    bench.file("tenants/contoso.yaml", "tenant: [\n");
    bench.run(&VERIFY).exits(0).prints("5 events in 2 chains");
    bench.run(&["audit", "show", "--tenant", "nobody"]).exits(64).says("no tenant `nobody`");
    sample().run(&VERIFY).exits(0).prints("0 events in 0 chains");
    Bench::new().run(&VERIFY).exits(65);
    bench.run(&["audit", "show", "--from", "yesterday"]).exits(64);
}
