//! Rendered plans.

use serde_json::json;

use super::{plan_text, sample::*};
use crate::{
    domain::GuardId,
    plan::{ChangeAction, GuardStatus, PlannedTenant},
    render::{Palette, layout::width},
};

const PLAIN: Palette = Palette::new(false);

#[test]
fn the_page_of_the_product() {
    insta::assert_snapshot!(plan_text(&plan(vec![contoso(), tenant("adatum")]), PLAIN));
}

#[test]
fn everything_that_can_be_said_of_a_tenant() {
    insta::assert_snapshot!(plan_text(&plan(vec![troubled(), refused()]), PLAIN));
}

#[test]
fn only_an_orphan_that_prune_would_delete_is_said_to_be_deleted_by_it() {
    let text = |addresses: &[&str]| {
        let mut page = troubled();
        let orphan = page.orphans.remove(0);
        page.orphans.extend(addresses.iter().map(|address| crate::plan::Orphan {
            address: address.parse().expect("valid"),
            ..orphan.clone()
        }));
        plan_text(&plan(vec![page]), PLAIN)
    };
    assert!(text(&["groups/Old"]).contains("--prune deletes it"));
    assert!(!text(&["laps/emergency-9"]).contains("--prune deletes it"));
    assert!(!text(&["groups/Old", "groups/Old"]).contains("--prune deletes it"));
}

#[test]
fn nothing_to_do() {
    insta::assert_snapshot!(plan_text(&plan(vec![tenant("contoso"), tenant("fabrikam")]), PLAIN));
}

#[test]
fn the_same_in_many_tenants_is_shown_once() {
    let drifted = |number: usize| {
        let mut group = change("groups/Helpdesk", ChangeAction::Update, 14);
        group.attributes = vec![field("/displayName", json!("Desk"), json!("Helpdesk"), None)];
        PlannedTenant { changes: vec![group], ..tenant(&format!("customer-{number:02}")) }
    };
    let mut tenants: Vec<_> = (1..=50).map(drifted).collect();
    tenants.push(contoso());
    insta::assert_snapshot!(plan_text(&plan(tenants), PLAIN));
}

#[test]
fn colour_adds_nothing_but_colour_and_lines_fit() {
    let everything = plan(vec![contoso(), troubled(), refused(), tenant("adatum")]);
    let coloured = plan_text(&everything, Palette::new(true));
    let plain = plan_text(&everything, PLAIN);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    let overlong: Vec<&str> = plain.lines().filter(|line| width(line) > 80).collect();
    assert_eq!(overlong, Vec::<&str>::new());
}

#[test]
fn an_orphan_that_is_deleted_is_no_orphan_to_delete() {
    let mut page = troubled();
    let orphan = page.orphans[0].clone();
    let said = |page: PlannedTenant| plan_text(&plan(vec![page]), PLAIN).contains("--prune");
    assert!(said(page.clone()));
    let mut deletion = change(&orphan.address.to_string(), ChangeAction::Delete, 1);
    deletion.object_id = Some(orphan.object_id);
    page.changes = vec![deletion];
    assert!(!said(page));
}

#[test]
fn a_narrow_terminal_is_heeded_down_to_40_columns() {
    let everything = plan(vec![contoso(), troubled(), refused(), tenant("adatum")]);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let wide = plan_text(&everything, PLAIN);
    assert_eq!(plan_text(&everything, PLAIN.fitted(200)), wide);
    for columns in [20, 40, 60] {
        let narrow = plan_text(&everything, PLAIN.fitted(columns));
        let overlong = |line: &&str| {
            // A word is never cut.
            let words = line.split_whitespace().filter(|word| width(word) > 1).count();
            width(line) > columns.max(40) && words > 1
        };
        assert_eq!(narrow.lines().filter(overlong).collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(words(&narrow).len() >= words(&wide).len(), "{narrow}");
    }
    insta::assert_snapshot!(plan_text(&plan(vec![contoso()]), PLAIN.fitted(40)));
}

#[test]
fn hostile_names_reach_no_terminal() {
    let hostile = "x\u{1b}[2J\r\u{202e}evil\n::error::boo\u{200b}";
    let mut page = troubled();
    page.unmanaged[0].message = hostile.to_owned();
    page.orphans[0].name = hostile.to_owned();
    page.reads[0].why = Some(hostile.to_owned());
    page.reads[0].collection = hostile.to_owned();
    page.diagnostics[0].message = hostile.to_owned();
    page.diagnostics[0].help = Some(hostile.to_owned());
    page.guards[0].message = hostile.to_owned();
    page.scheduled[0].action = hostile.to_owned();
    for change in &mut page.changes {
        change.attributes = vec![
            field("/displayName", json!(hostile), json!([hostile]), Some(hostile)),
            field(hostile, json!({ hostile: hostile }), json!(hostile), Some(hostile)),
        ];
    }
    let mut closed = refused();
    let refusal = closed.refusal.as_mut().expect("refused");
    refusal.message = hostile.to_owned();
    refusal.help = hostile.to_owned();
    refusal.code = Some(hostile.to_owned());
    refusal.request_id = Some(hostile.to_owned());
    let mut plan = plan(vec![page, closed]);
    plan.guards.push(verdict(GuardId::G009, GuardStatus::Pass, hostile));
    let text = plan_text(&plan, PLAIN);
    for bad in ['\u{1b}', '\r', '\u{202e}', '\u{200b}'] {
        assert!(!text.contains(bad), "{bad:?}");
    }
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    assert!(!text.contains("::error"), "{text}");
}
