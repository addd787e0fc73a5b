//! Lengths of time that fit each other.

use super::Subject;
use crate::{
    desired::{context::Context, jit_meaning::MAXIMUM},
    domain::Window,
    source::{Code, Problem, Spanned},
};

/// The shortest time that access can reliably be ended in: PIM itself refuses less.
pub(super) const SHORTEST: Window = Window::from_minutes(5);
/// Longer than this is no just-in-time access any more.
const LONGEST: Window = Window::from_minutes(24 * 60);

/// Reports windows that are too short or too long, and a `disableAfter` longer than its `maximum`.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    let context = subject.context;
    let Some(jit) = &subject.spec.jit else { return };
    // Whoever takes defaults or a profile may still write a longer maximum.
    let is_default = !subject.settings
        && jit.maximum.is_none()
        && context.readable
        && [subject.removed, &context.removed].iter().all(|it| it.spares(&["maximum"]));
    let check_default = |after: &Option<Spanned<Window>>, problems: &mut Vec<Problem>| {
        if let Some(after) = after.as_ref().filter(|after| is_default && after.value > MAXIMUM) {
            problems.push(beyond_default(after, context));
        }
    };
    check_pair(jit.disable_after.as_ref(), jit.maximum.as_ref(), context, problems);
    check_default(&jit.disable_after, problems);
    for mapping in subject.mappings() {
        check_pair(mapping.disable_after.as_ref(), mapping.maximum.as_ref(), context, problems);
        let own = mapping.maximum.as_ref();
        // A mapping's own disableAfter is held against the tenant's maximum, too.
        if let (Some(after), Some(maximum)) = (&mapping.disable_after, &jit.maximum)
            && own.is_none_or(|own| after.value <= own.value)
        {
            check_order(after, maximum, context, problems);
        }
        if own
            .zip(mapping.disable_after.as_ref())
            .is_none_or(|(own, after)| after.value <= own.value)
        {
            check_default(&mapping.disable_after, problems);
        }
    }
}

fn beyond_default(after: &Spanned<Window>, context: &Context<'_>) -> Problem {
    let message = format!(
        "`disableAfter` ({after}) is longer than `maximum` ({MAXIMUM}, which holds where none is written)"
    );
    Problem::error(Code::DisableAfterExceedsMaximum, message)
        .label(context.place(after.at), "longer than `maximum`")
        .help(format!("write at most {MAXIMUM}, or write a longer `jit.maximum`"))
}

fn check_pair(
    disable_after: Option<&Spanned<Window>>,
    maximum: Option<&Spanned<Window>>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    for (name, window) in [("disableAfter", disable_after), ("maximum", maximum)] {
        let Some(window) = window else { continue };
        if window.value < SHORTEST {
            problems.push(
                Problem::error(
                    Code::WindowTooShort,
                    format!("`{name}` ({window}) is shorter than 5 minutes"),
                )
                .label(context.place(window.at), "too short")
                .help("access of less than 5 minutes cannot be ended reliably"),
            );
        }
        if window.value > LONGEST {
            problems.push(
                Problem::warning(
                    Code::WindowTooLong,
                    format!("`{name}` ({window}) is longer than 24 hours"),
                )
                .label(context.place(window.at), "very long")
                .help("just-in-time access usually lasts some hours"),
            );
        }
    }
    if let (Some(after), Some(maximum)) = (disable_after, maximum) {
        check_order(after, maximum, context, problems);
    }
}

fn check_order(
    after: &Spanned<Window>,
    maximum: &Spanned<Window>,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    if after.value <= maximum.value {
        return;
    }
    let message = format!("`disableAfter` ({after}) is longer than `maximum` ({maximum})");
    let problem = Problem::error(Code::DisableAfterExceedsMaximum, message);
    let [after_at, maximum_at] = [after.at, maximum.at].map(|at| context.place(at));
    // What the file itself says comes first; what it took from elsewhere explains it.
    problems.push(if after.through.is_some() && maximum.through.is_none() {
        problem
            .label(maximum_at, "shorter than the `disableAfter` that is taken from elsewhere")
            .label(after_at, "taken from here")
            .help(format!("write a `disableAfter` of at most {maximum} beside it"))
    } else {
        problem
            .label(after_at, "longer than `maximum`")
            .label(maximum_at, "the longest allowed")
            .help(format!("write at most {maximum}, or raise `maximum`"))
    });
}
