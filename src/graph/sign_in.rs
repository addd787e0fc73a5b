//! What a refused sign-in means and what to do about it (Entra, authentication error codes).

use serde::Deserialize;

use crate::{
    domain::{ClientId, Cloud, TenantId},
    observed::{Refusal, RefusalKind},
};

/// Codes that pass by themselves: throttling, and credentials that were added moments ago.
const TRANSIENT: [u32; 7] = [90_055, 90_033, 70_021, 700_211, 700_212, 700_213, 700_027];

/// The error body of the token endpoint.
#[derive(Deserialize, Default)]
struct Body {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
    trace_id: Option<String>,
}

/// A refused sign-in.
#[derive(Debug)]
pub(super) struct SignInProblem {
    /// Whether the same request may succeed in a moment.
    pub(super) is_transient: bool,
    /// What to tell.
    pub(super) refusal: Refusal,
}

/// Who tried to sign in where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applicant {
    pub(super) tenant: TenantId,
    pub(super) client_id: ClientId,
    pub(super) cloud: Cloud,
}

/// Reads the token endpoint's answer to a refused sign-in.
pub(super) fn problem(applicant: Applicant, status: u16, body: &[u8]) -> SignInProblem {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let number = body.error_codes.first().copied();
    let is_transient = number.is_some_and(|number| TRANSIENT.contains(&number));
    let code = match number {
        Some(number) => format!("AADSTS{number}"),
        None if body.error.is_empty() => status.to_string(),
        None => body.error,
    };
    let said = first_sentence(&body.error_description);
    let message = match (300..400).contains(&status) {
        true => "the sign-in service answered with a redirect, which is never followed".to_owned(),
        false if said.is_empty() => format!("sign-in failed without an explanation ({status})"),
        false => said.to_owned(),
    };
    let refusal = Refusal {
        kind: RefusalKind::SignIn,
        message,
        help: help(number, applicant),
        code: Some(code),
        request_id: body.trace_id,
    };
    SignInProblem { is_transient, refusal }
}

/// Cuts the code in front and the ids behind off an error's description.
fn first_sentence(description: &str) -> &str {
    let text = description.lines().next().unwrap_or_default();
    let text = match text.split_once(": ") {
        Some((code, rest)) if code.starts_with("AADSTS") => rest,
        _ => text,
    };
    // Newer answers put the ids on the same line.
    text.split(" Trace ID:").next().unwrap_or(text).trim()
}

fn help(number: Option<u32>, applicant: Applicant) -> String {
    let Applicant { tenant, client_id, cloud } = applicant;
    match number {
        Some(7_000_215) => {
            "provide the secret's value, not its id, where `auth.credential` points; if the secret \
            was replaced, provide the new one"
                .to_owned()
        }
        Some(7_000_222) => {
            format!(
                "create a new client secret for app {client_id} and provide it where `auth.credential` points"
            )
        }
        Some(7_000_218) => "provide the app's credential where `auth.credential` points".to_owned(),
        Some(700_016 | 7_000_229 | 90_099 | 65_001) => format!(
            "check `auth.clientId`: app {client_id} is not installed in tenant {tenant}, or an administrator there \
             has not consented to it"
        ),
        Some(7_000_112) => {
            format!("enable the service principal of app {client_id} in tenant {tenant}")
        }
        Some(90_002 | 900_023) => {
            format!(
                "check `tenantId` ({tenant}) and `cloud`: there is no such tenant in this cloud"
            )
        }
        Some(90_038 | 900_382) => {
            format!("set `cloud` to the cloud that tenant {tenant} lives in; it is not {cloud:?}")
        }
        Some(700_027) => format!(
            "upload the certificate to app {client_id}; one that was uploaded just now works in a few minutes"
        ),
        Some(700_024) => {
            "check this machine's clock, which the assertion's times come from".to_owned()
        }
        Some(70_021 | 700_211 | 700_212 | 700_213) => format!(
            "compare issuer, subject and audience ({}) of app {client_id}'s federated credential with the token's; \
             one that was added just now works in a few minutes",
            cloud.federation_audience()
        ),
        Some(7_002_138) => format!(
            "write issuer and subject of app {client_id}'s federated credential exactly as in the token: case counts"
        ),
        Some(53_003) => format!(
            "exempt app {client_id} from the tenant's Conditional Access policy for workload identities, or run from \
             an allowed place"
        ),
        Some(90_055 | 90_033) => "try again in a few minutes".to_owned(),
        _ => format!("check `tenantId`, `cloud` and `auth` of app {client_id} in tenant {tenant}"),
    }
}

/// The refusal where no answer came from the sign-in service at all.
pub(super) fn unanswered(message: &str) -> Refusal {
    Refusal {
        kind: RefusalKind::SignIn,
        message: format!("the sign-in service cannot be reached: {message}"),
        help: "check that this machine reaches it by https, and `--ca-file` behind a proxy that inspects TLS".to_owned(),
        code: None,
        request_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Applicant, problem};
    use crate::domain::Cloud;

    fn applicant() -> Applicant {
        Applicant {
            tenant: "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().unwrap(),
            client_id: "7d1e0000-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().unwrap(),
            cloud: Cloud::Global,
        }
    }

    fn body(code: u32) -> String {
        serde_json::json!({
            "error": "invalid_client",
            "error_description": format!("AADSTS{code}: Something is wrong: really.\r\nTrace ID: t\r\nTimestamp: n"),
            "error_codes": [code],
            "trace_id": "11111111-2222-3333-4444-555555555555",
        })
        .to_string()
    }

    #[test]
    fn each_refusal_says_what_to_do() {
        let table = [
            (7_000_215, "not its id", false),
            (7_000_222, "new client secret for app 7d1e0000", false),
            (700_016, "is not installed in tenant 3f2a8a2c", false),
            (90_002, "no such tenant", false),
            (900_382, "set `cloud`", false),
            (700_027, "upload the certificate", true),
            (700_213, "issuer, subject and audience (api://AzureADTokenExchange)", true),
            (7_002_138, "case counts", false),
            (90_055, "try again", true),
            (1, "check `tenantId`", false),
        ];
        for (code, expected, transient) in table {
            let problem = problem(applicant(), 401, body(code).as_bytes());
            assert_eq!(problem.is_transient, transient, "{code}");
            let refusal = problem.refusal;
            assert!(refusal.help.contains(expected), "{code}: {}", refusal.help);
            assert_eq!(refusal.message, "Something is wrong: really.");
            assert_eq!(refusal.code, Some(format!("AADSTS{code}")));
            assert_eq!(refusal.request_id.as_deref(), Some("11111111-2222-3333-4444-555555555555"));
        }
    }

    #[test]
    fn unreadable_answers_are_refusals_too() {
        let odd = problem(applicant(), 502, b"<html>").refusal;
        assert_eq!((odd.code.as_deref(), odd.request_id), (Some("502"), None));
        assert!(problem(applicant(), 302, b"").refusal.message.contains("redirect"));
    }
}
