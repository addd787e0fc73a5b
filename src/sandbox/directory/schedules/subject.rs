//! What a request to Privileged Identity Management is about, and what it does to it. The same for
//! directory roles and for groups.

use serde_json::{Map, Value, json};

use super::timing::{SHORTEST, absent, check, present, too_short, unsuitable};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::policies::Rules;
use crate::sandbox::directory::roles::window;
use crate::sandbox::store::Table;

/// An assignment or eligibility that a request wants to be or not to be.
pub(in super::super) struct Subject {
    /// Where its schedules lie.
    pub(in super::super) table: Table,
    /// What a schedule says that is of this subject.
    pub(in super::super) target: Vec<(&'static str, String)>,
    /// How the service spells that an assignment was made by an administrator; nothing for an
    /// eligibility, which says no such thing.
    pub(in super::super) assigned: Option<&'static str>,
    /// How the service spells that it was made directly.
    pub(in super::super) direct: &'static str,
    /// The id of a schedule that the request would make.
    pub(in super::super) schedule: String,
    /// The assignment without an end that Privileged Identity Management did not make.
    pub(in super::super) permanent: Option<(Table, String)>,
    /// What the policy asks of it.
    pub(in super::super) rules: Rules,
    /// Whether nothing may be kept: `isValidationOnly`.
    pub(in super::super) is_trial: bool,
}

/// What was done: the action as the service spells it, the schedule it was done to, and when that
/// begins and ends.
pub(in super::super) struct Done {
    /// The action, in camel case.
    pub(in super::super) action: &'static str,
    /// The schedule's id.
    pub(in super::super) schedule: String,
    /// `scheduleInfo` as it is kept.
    pub(in super::super) info: Value,
}

/// The actions of an administrator.
const ACTIONS: [&str; 5] =
    ["adminAssign", "adminExtend", "adminRemove", "adminRenew", "adminUpdate"];

/// Finds the action that a request names, in any letter case. The actions of a person who acts for
/// themselves are not for apps.
pub(in super::super) fn action(asked: &str, label: &str) -> Result<&'static str, Failure> {
    let found = ACTIONS.into_iter().find(|action| action.eq_ignore_ascii_case(asked));
    found.ok_or_else(|| Failure::invalid("action", label))
}

impl Subject {
    /// Tells whether a schedule, or an assignment, is of this subject.
    pub(in super::super) fn is_of(&self, row: &Value) -> bool {
        self.target.iter().all(|(name, value)| text(row, name) == value)
    }

    fn schedules<'a>(&'a self, context: &'a Context<'_>) -> impl Iterator<Item = &'a Value> {
        context.tenant.rows(self.table).map(|(_, row)| row).filter(|row| self.is_of(row))
    }

    /// Finds the schedule that has not ended.
    fn living(&self, context: &Context<'_>) -> Option<Value> {
        let mut schedules = self.schedules(context);
        let is_living = |row: &&Value| window(row).1.is_none_or(|end| context.now < end);
        schedules.find(is_living).cloned()
    }

    /// Does what a request asks; `stays` judges whether the tenant can do without the assignment.
    pub(in super::super) fn act(
        &self,
        context: &mut Context<'_>,
        action: &'static str,
        body: &Map<String, Value>,
        stays: impl Fn(&Context<'_>) -> Result<(), Failure>,
    ) -> Result<Done, Failure> {
        let (schedule, info) = match action {
            "adminAssign" => self.assign(context, body)?,
            "adminRenew" => self.renew(context, body)?,
            "adminRemove" => (self.end(context, stays)?, Value::Null),
            _ => self.change(context, action, body)?,
        };
        Ok(Done { action, schedule, info })
    }

    fn assign(
        &self,
        context: &mut Context<'_>,
        body: &Map<String, Value>,
    ) -> Result<(String, Value), Failure> {
        let info = check(&self.rules, body, context.now)?;
        if self.permanent.is_some() || self.living(context).is_some() {
            return Err(present());
        }
        Ok(self.keep_new(context, info))
    }

    /// Makes an assignment again that has ended.
    fn renew(
        &self,
        context: &mut Context<'_>,
        body: &Map<String, Value>,
    ) -> Result<(String, Value), Failure> {
        if self.schedules(context).next().is_none() && self.permanent.is_none() {
            return Err(absent());
        }
        self.assign(context, body)
    }

    /// Changes when an assignment ends; one without an end becomes one that has it. An extension
    /// must not shorten.
    fn change(
        &self,
        context: &mut Context<'_>,
        action: &str,
        body: &Map<String, Value>,
    ) -> Result<(String, Value), Failure> {
        let living = self.living(context);
        if living.is_none() && self.permanent.is_none() {
            return Err(absent());
        }
        let info = check(&self.rules, body, context.now)?;
        let Some(mut row) = living else {
            if action == "adminExtend" {
                return Err(unsuitable());
            }
            if let (false, Some((table, key))) = (self.is_trial, &self.permanent) {
                context.tenant.remove(*table, key);
            }
            return Ok(self.keep_new(context, info));
        };
        let ends = |row: &Value| window(row).1;
        let is_later = match (ends(&row), ends(&json!({"scheduleInfo": info}))) {
            (Some(old), Some(new)) => old < new,
            (old, None) => old.is_some(),
            (None, Some(_)) => false,
        };
        if action == "adminExtend" && !is_later {
            return Err(unsuitable());
        }
        row["scheduleInfo"] = info.clone();
        row["modifiedDateTime"] = json!(context.moment());
        let id = text(&row, "id").to_owned();
        if !self.is_trial {
            context.tenant.put(self.table, &id, row);
        }
        Ok((id, info))
    }

    fn keep_new(&self, context: &mut Context<'_>, info: Value) -> (String, Value) {
        let mut row = json!({
            "id": self.schedule,
            "createdDateTime": context.moment(),
            "createdUsing": self.schedule.rsplit('_').next(),
            "memberType": self.direct,
            "modifiedDateTime": null,
            "sandbox.began": info["startDateTime"],
            "scheduleInfo": info.clone(),
            "status": "Provisioned",
        });
        if let Some(assigned) = self.assigned {
            row["assignmentType"] = json!(assigned);
        }
        for (name, value) in &self.target {
            row[*name] = json!(value);
        }
        if !self.is_trial {
            context.tenant.put(self.table, &self.schedule, row);
        }
        (self.schedule.clone(), info)
    }

    /// Ends an assignment, which a time-bound one refuses in its first five minutes.
    fn end(
        &self,
        context: &mut Context<'_>,
        stays: impl Fn(&Context<'_>) -> Result<(), Failure>,
    ) -> Result<String, Failure> {
        let (table, id) = match (self.living(context), &self.permanent) {
            (Some(row), _) => {
                let began = text(&row, "sandbox.began").parse().unwrap_or_else(|_| window(&row).0);
                if began <= context.now && context.now.duration_since(began) < SHORTEST {
                    return Err(too_short());
                }
                (self.table, text(&row, "id").to_owned())
            }
            (None, Some((table, key))) => (*table, key.clone()),
            (None, None) => return Err(absent()),
        };
        stays(context)?;
        if !self.is_trial {
            context.tenant.remove(table, &id);
        }
        Ok(id)
    }
}
