//! Who acted: the app, the person behind it, and the pipeline that ran.

use serde::{Deserialize, Serialize};

use crate::domain::{ClientId, TenantId};

/// Who acted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// The app that signed in; `None` where nothing has signed in yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workload: Option<Workload>,
    /// The person who set it going, as the pipeline or the machine names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub human: Option<String>,
    /// The pipeline's run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// The app that signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// The tenant that it signed in to.
    pub tenant: TenantId,
    /// Its client id.
    pub client_id: ClientId,
}

/// A pipeline's run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Which kind of pipeline.
    pub pipeline: Pipeline,
    /// Its id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it can be looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The repository that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
}

/// A kind of pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pipeline {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Azure Pipelines.
    AzurePipelines,
}

/// Looks up a variable.
type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The most characters that are taken from a variable.
const LONGEST: usize = 500;

impl Actor {
    /// Finds the person and the run in variables of the environment; `docs/audit.md` names them.
    ///
    /// On a machine that is no pipeline the person is the one whose account runs tenantry.
    #[must_use]
    pub fn from_environment(variables: Variables<'_>) -> Self {
        let get = |name: &str| clean(&variables(name)?);
        let is = |name: &str| get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if is("GITHUB_ACTIONS") {
            git_hub(&get)
        } else if is("GITLAB_CI") {
            git_lab(&get)
        } else if is("TF_BUILD") {
            azure_pipelines(&get)
        } else {
            let human = first(&get, &["USER", "LOGNAME", "USERNAME"]);
            Self { human, ..Self::default() }
        }
    }

    /// Returns the same actor, acting as an app in a tenant.
    #[must_use]
    pub fn acting_as(&self, tenant: TenantId, client_id: ClientId) -> Self {
        Self { workload: Some(Workload { tenant, client_id }), ..self.clone() }
    }
}

fn git_hub(get: Variables<'_>) -> Actor {
    let (id, repository) = (get("GITHUB_RUN_ID"), get("GITHUB_REPOSITORY"));
    let url = (get("GITHUB_SERVER_URL"), &repository, &id);
    let url = match url {
        (Some(server), Some(repository), Some(id)) => {
            let attempt = get("GITHUB_RUN_ATTEMPT").map(|n| format!("/attempts/{n}"));
            let attempt = attempt.unwrap_or_default();
            Some(format!("{server}/{repository}/actions/runs/{id}{attempt}"))
        }
        _ => None,
    };
    Actor {
        workload: None,
        // Whoever runs a workflow again acts, not the one who ran it first.
        human: first(get, &["GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"]),
        run: Some(Run { pipeline: Pipeline::GitHub, id, url, repository }),
        commit: get("GITHUB_SHA"),
    }
}

fn git_lab(get: Variables<'_>) -> Actor {
    let run = Run {
        pipeline: Pipeline::GitLab,
        id: first(get, &["CI_JOB_ID", "CI_PIPELINE_ID"]),
        url: first(get, &["CI_JOB_URL", "CI_PIPELINE_URL"]),
        repository: get("CI_PROJECT_PATH"),
    };
    let human = get("GITLAB_USER_LOGIN");
    Actor { workload: None, human, run: Some(run), commit: get("CI_COMMIT_SHA") }
}

fn azure_pipelines(get: Variables<'_>) -> Actor {
    let id = get("BUILD_BUILDID");
    let place = (get("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"), get("SYSTEM_TEAMPROJECTID"), &id);
    let url = match place {
        (Some(server), Some(project), Some(id)) => {
            let server = server.trim_end_matches('/');
            Some(format!("{server}/{project}/_build/results?buildId={id}"))
        }
        _ => None,
    };
    let repository = get("BUILD_REPOSITORY_NAME");
    Actor {
        workload: None,
        human: first(get, &["BUILD_REQUESTEDFOREMAIL", "BUILD_REQUESTEDFOR"]),
        run: Some(Run { pipeline: Pipeline::AzurePipelines, id, url, repository }),
        commit: get("BUILD_SOURCEVERSION"),
    }
}

fn first(get: Variables<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| get(name))
}

/// Anybody who starts a pipeline can write into some of its variables.
fn clean(text: &str) -> Option<String> {
    let kept = text.chars().filter(|character| !character.is_control()).take(LONGEST);
    let kept: String = kept.collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Actor, Pipeline};

    fn actor(variables: &[(&str, &str)]) -> Actor {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        Actor::from_environment(&|name| variables.get(name).map(|&value| value.to_owned()))
    }

    #[test]
    fn each_pipeline_names_the_person_and_the_run() {
        let found = actor(&[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_ACTOR", "alice"),
            ("GITHUB_TRIGGERING_ACTOR", "bob"),
            ("GITHUB_RUN_ID", "7"),
            ("GITHUB_RUN_ATTEMPT", "2"),
            ("GITHUB_SERVER_URL", "https://github.example"),
            ("GITHUB_REPOSITORY", "northwind-msp/access"),
            ("GITHUB_SHA", "c0ffee"),
            ("USER", "runner"),
        ]);
        let run = found.run.expect("a run");
        assert_eq!((found.human.as_deref(), run.pipeline), (Some("bob"), Pipeline::GitHub));
        let url = "https://github.example/northwind-msp/access/actions/runs/7/attempts/2";
        assert_eq!((run.url.as_deref(), found.commit.as_deref()), (Some(url), Some("c0ffee")));

        let found = actor(&[
            ("GITLAB_CI", "true"),
            ("GITLAB_USER_LOGIN", "alice"),
            ("CI_PIPELINE_ID", "4"),
            ("CI_JOB_ID", "5"),
            ("CI_JOB_URL", "https://gitlab.example/northwind-msp/access/-/jobs/5"),
            ("CI_COMMIT_SHA", "c0ffee"),
        ]);
        let run = found.run.expect("a run");
        assert_eq!((found.human.as_deref(), run.id.as_deref()), (Some("alice"), Some("5")));
        assert!(run.url.is_some() && found.commit.is_some());

        let found = actor(&[
            ("TF_BUILD", "True"),
            ("BUILD_REQUESTEDFOR", "Alice Example"),
            ("BUILD_BUILDID", "9"),
            ("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "https://dev.example/northwind-msp/"),
            ("SYSTEM_TEAMPROJECTID", "access"),
            ("BUILD_SOURCEVERSION", "c0ffee"),
        ]);
        let url = "https://dev.example/northwind-msp/access/_build/results?buildId=9";
        assert_eq!(found.run.expect("a run").url.as_deref(), Some(url));
        assert_eq!(found.human.as_deref(), Some("Alice Example"));
    }

    #[test]
    fn elsewhere_the_person_is_the_one_whose_account_runs() {
        let found = actor(&[("USER", "alice"), ("GITHUB_ACTOR", "mallory")]);
        assert_eq!((found.human.as_deref(), found.run), (Some("alice"), None));
        assert_eq!(actor(&[("USER", "")]).human, None);
        let long = format!("al\u{1b}ice\n{}", "x".repeat(1_000));
        let found = actor(&[("USER", &long)]).human.expect("a name");
        assert!(found.starts_with("alicex") && found.chars().count() == 500);
    }
}
