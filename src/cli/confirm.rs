//! The question before anything is changed.

use super::ui::Ui;

/// From how many tenants on a mere `yes` is too easy.
const MANY: usize = 10;

/// Asks whether to go on, with so many tenants about to change; a large number has to be typed.
pub(super) fn confirmed(ui: Ui, tenants: usize) -> bool {
    let (question, expected) = question(tenants);
    ui.ask(&question).is_some_and(|answer| answer.eq_ignore_ascii_case(&expected))
}

fn question(tenants: usize) -> (String, String) {
    if tenants >= MANY {
        let question = format!("{tenants} tenants change. Type their number to apply:");
        (question, tenants.to_string())
    } else {
        ("Apply? Only `yes` is taken for an answer:".to_owned(), "yes".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn many_tenants_have_to_be_counted() {
        assert_eq!(question(1).1, "yes");
        assert_eq!(question(9).1, "yes");
        assert_eq!(question(10).1, "10");
        assert_eq!(question(1204).1, "1204");
    }
}
