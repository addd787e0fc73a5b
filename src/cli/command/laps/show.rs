//! `tenantry laps show`: opens the password in force, for a person who holds a key.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::account::Named;
use crate::{
    cli::{
        Exit, Failure,
        args::{Common, line},
        auditing::auditing,
        configuration,
        runtime::block_on,
        ui::Ui,
        world::embed_stores,
    },
    desired::Desired,
    domain::RotationId,
    observed::Ledger,
    run::{self, Auditing, Opening},
    secrets::{Credential, Envelopes, Identity, Keep, KeepError, Sealed, open},
    storage::Storage,
};

/// How long the audit trail is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the opening is entered where others write at the same time.
const TRIES: u32 = 5;

/// What `laps show` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints the password in force; where none is proved, whatever may be in force, the newest first, one \
a line. Without --out only to a terminal. Whoever opens it makes a rotation due, and is on the audit \
trail; a trail that does not answer keeps nobody from it.

Examples:
  tenantry laps show --account contoso/emergency-1 --identity ~/.config/age/key.txt
  tenantry laps show --account contoso/emergency-1 --identity key.txt --out password.txt")]
pub(crate) struct ShowArguments {
    /// Whose: TENANT/NAME, or NAME beside --tenant
    #[arg(long, value_name = "ACCOUNT", env = "TENANTRY_ACCOUNT", hide_env_values = true)]
    account: String,
    /// The tenant, where --account does not name it
    #[arg(long, value_name = "NAME", env = "TENANTRY_TENANT", hide_env_values = true)]
    tenant: Option<String>,
    /// The file with a recipient's private half (age, or ssh-ed25519 without a passphrase)
    #[arg(long, value_name = "FILE", env = "TENANTRY_IDENTITY", hide_env_values = true)]
    identity: PathBuf,
    /// Why, for the audit trail
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = line,
        env = "TENANTRY_REASON",
        hide_env_values = true
    )]
    reason: Option<String>,
    /// A password of the embedded tenants
    #[arg(
        long,
        env = "TENANTRY_SANDBOX",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    sandbox: bool,
    /// Write to a new file that only its owner can read, instead of the terminal
    #[arg(long, value_name = "FILE", env = "TENANTRY_OUT", hide_env_values = true)]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &ShowArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    let tenants: Vec<String> = arguments.tenant.iter().cloned().collect();
    let named = Named::read(&arguments.account, &tenants)?;
    if arguments.out.is_none() && !Ui::can_show() {
        return Err(Failure::usage("a password is shown on a terminal only")
            .help("--out FILE writes it to a new file that only you can read"));
    }
    if arguments.out.as_deref() == Some(Path::new("-")) {
        return Err(Failure::usage("a password is written to a file, and `-` names none")
            .help("without --out it is shown on a terminal"));
    }
    let mut desired = configuration::load(common, Timestamp::now(), ui)?;
    if arguments.sandbox {
        embed_stores(&mut desired);
    }
    let (tenant, account) = named.find(&desired)?;
    let (keep, storage, _) =
        run::open_store(&desired.organization, (tenant, account), &common.directory)
            .map_err(|problem| Failure::error(problem.to_string()))?;
    let identity =
        Identity::read(&arguments.identity).map_err(|error| Failure::error(error.to_string()))?;
    let out = arguments.out.as_deref().map(new_file).transpose()?;
    let shown = block_on(async {
        let held = held(&keep, ui).await?;
        let trail = trail(arguments, (common, &desired), ui);
        let opening = trail.map(|auditing| {
            let version = env!("CARGO_PKG_VERSION");
            let object = held.ledger.as_ref().map(Ledger::object);
            Opening::new(&auditing, (tenant, account), (object, &held.candidates), version)
        });
        show((&keep, &storage), &held, (&identity, out), (opening.as_ref(), ui)).await
    });
    if let (Err(_), Some(path)) = (&shown, &arguments.out) {
        // It was made by this run, and nothing is in it.
        drop(std::fs::remove_file(path));
    }
    shown
}

/// What may be in force.
struct Held {
    /// What the store says of it, where that could be read.
    ledger: Option<Ledger>,
    /// The likeliest first.
    candidates: Vec<RotationId>,
}

/// Reads what may be in force. Where the ledger does not tell, that is everything that is stored:
/// a ledger that is lost or damaged keeps nobody from the password.
async fn held(keep: &Envelopes, ui: Ui) -> Result<Held, Failure> {
    let failure = |error: KeepError| Failure::error(error.to_string());
    let ledger = match keep.read().await {
        Ok(Some(kept)) => kept.ledger,
        read => {
            let candidates = match (keep.stored().await, read) {
                (Ok(stored), Err(error)) if stored.is_empty() => return Err(failure(error)),
                (Ok(stored), Err(error)) => {
                    ui.warn(&error.to_string());
                    stored
                }
                (Ok(stored), Ok(_)) => stored,
                (Err(error), Ok(_)) | (_, Err(error)) => return Err(failure(error)),
            };
            if candidates.is_empty() {
                return Err(Failure::error("nothing is stored for this account").help(
                    "`tenantry laps rotate --account` makes its first password; --sandbox opens \
                         what was rehearsed",
                ));
            }
            ui.warn("no ledger tells which of them is in force: shown is all that is stored");
            return Ok(Held { ledger: None, candidates });
        }
    };
    let mut candidates = ledger.candidates();
    if ledger.current().is_none() {
        let named = |rotation: &RotationId| ledger.version(*rotation).is_some();
        let stored = keep.stored().await.unwrap_or_default();
        candidates.extend(stored.into_iter().filter(|rotation| !named(rotation)));
    }
    if candidates.is_empty() {
        return Err(Failure::error("no password of this account was ever set"));
    }
    Ok(Held { ledger: Some(ledger), candidates })
}

/// Opens the audit trail. In an emergency a trail that cannot be opened keeps nobody from the
/// password.
fn trail(
    arguments: &ShowArguments,
    (common, desired): (&Common, &Desired),
    ui: Ui,
) -> Option<Auditing> {
    let declared = desired.organization.audit.as_ref();
    match auditing(&common.directory, declared, arguments.sandbox) {
        Ok(auditing) => Some(Auditing { reason: arguments.reason.clone(), ..auditing }),
        Err(failure) => {
            unrecorded(&failure.message, ui);
            None
        }
    }
}

async fn show(
    (keep, storage): (&Envelopes, &Storage),
    held: &Held,
    (identity, out): (&Identity, Option<File>),
    (opening, ui): (Option<&Opening>, Ui),
) -> Result<Exit, Failure> {
    let opening = match opening {
        Some(opening) => in_time(opening.announce(), ui).await.map(|()| opening),
        None => None,
    };
    let opened = open_all(keep, storage, (&held.candidates, identity, ui)).await;
    let shown: Vec<RotationId> = opened.iter().map(|(rotation, _)| *rotation).collect();
    if !opened.is_empty() {
        note_opening(keep, ui).await;
        print(&opened, out, ui)?;
        ui.say(&told(held, &shown));
    }
    if let Some(opening) = opening {
        in_time(opening.end(&shown), ui).await;
        opening.trouble().iter().for_each(|why| unrecorded(why, ui));
    }
    if opened.is_empty() {
        return Err(Failure::error("nothing that may be in force could be opened with this key"));
    }
    Ok(Exit::Success)
}

/// Waits for the trail, and not for long.
async fn in_time(written: impl Future<Output = ()>, ui: Ui) -> Option<()> {
    let done = tokio::time::timeout(PATIENCE, written).await.ok();
    if done.is_none() {
        unrecorded(&format!("it did not answer within {} seconds", PATIENCE.as_secs()), ui);
    }
    done
}

fn unrecorded(why: &str, ui: Ui) {
    ui.warn(&format!("the opening is not in the audit trail: {why}"));
    ui.hint("write down who opened the password, when and why");
}

fn print(opened: &[(RotationId, Credential)], out: Option<File>, ui: Ui) -> Result<(), Failure> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    for (_, credential) in opened {
        text.push_str(credential.expose());
        text.push('\n');
    }
    match out {
        Some(mut file) => file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| Failure::error(format!("cannot write the file: {error}"))),
        None => ui.answer(&text),
    }
}

/// Opens each version; one that cannot be opened is named, and the others are shown all the same.
async fn open_all(
    keep: &Envelopes,
    storage: &Storage,
    (candidates, identity, ui): (&[RotationId], &Identity, Ui),
) -> Vec<(RotationId, Credential)> {
    let mut opened = Vec::new();
    for rotation in candidates {
        match open_one(storage, keep, (*rotation, identity)).await {
            Ok(credential) => opened.push((*rotation, credential)),
            Err(why) => ui.warn(&format!("{rotation} cannot be opened: {why}")),
        }
    }
    opened
}

async fn open_one(
    storage: &Storage,
    keep: &Envelopes,
    (rotation, identity): (RotationId, &Identity),
) -> Result<Credential, String> {
    let stored = storage.read(&keep.envelope(rotation)).await.map_err(|error| error.to_string())?;
    let stored = stored.ok_or_else(|| "its envelope is not there".to_owned())?;
    let sealed = Sealed::read(&stored.bytes).map_err(|error| error.to_string())?;
    open(&sealed, identity).map_err(|error| error.to_string())
}

/// Enters into the ledger that the password was opened, so that a rotation is due. In an emergency
/// a store that cannot be written to must not keep the password from whoever needs it.
async fn note_opening(keep: &Envelopes, ui: Ui) {
    let mut why = "others write at the same time".to_owned();
    for _ in 0..TRIES {
        let noted = match keep.read().await {
            Ok(Some(kept)) => {
                let opened = kept.ledger.opened(Timestamp::now());
                keep.write(&opened, Some(&kept.mark)).await.map(|_| ())
            }
            Ok(None) => Err(KeepError::Failed("the ledger is gone".to_owned())),
            Err(error) => Err(error),
        };
        match noted {
            Ok(()) => return,
            Err(KeepError::LostRace) => {}
            Err(error) => {
                why = error.to_string();
                break;
            }
        }
    }
    ui.warn(&format!("the opening could not be entered into the ledger: {why}"));
    ui.hint("rotate the account by hand once the emergency is over");
}

/// Says what was shown, and what may be in force beside it.
fn told(held: &Held, shown: &[RotationId]) -> String {
    let names = |versions: &[RotationId]| {
        versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let shut: Vec<RotationId> =
        held.candidates.iter().copied().filter(|version| !shown.contains(version)).collect();
    let proved = held.ledger.as_ref().filter(|ledger| ledger.is_proved());
    if let Some(at) = proved.and_then(Ledger::current).and_then(|current| current.proved) {
        return format!(
            "{} was proved to be in force at {at}; its rotation is due now.",
            names(shown)
        );
    }
    let beside = match &shut[..] {
        [] => String::new(),
        shut => format!(" In force may also be what this key does not open: {}.", names(shut)),
    };
    format!(
        "Not proved: shown is what may be in force, the newest first: {}.{beside} `tenantry laps \
         rotate` resolves it.",
        names(shown)
    )
}

/// Makes a file that is not there, for its owner alone.
fn new_file(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Failure::file("make", path, &error))
}

#[cfg(test)]
mod tests {
    use super::{Held, told};
    use crate::{
        domain::RotationId,
        observed::{Claim, Ledger, NewPending},
    };

    #[test]
    fn only_what_was_shown_is_called_shown() {
        let id = "11111111-1111-4111-8111-111111111111";
        let at = "2026-11-23T09:00:00Z".parse().unwrap();
        let claim = Claim { by: id.parse().unwrap(), until: at };
        let versions = ["000001-11111111", "000002-11111111"];
        let versions: Vec<RotationId> = versions.iter().map(|name| name.parse().unwrap()).collect();
        let empty =
            Ledger::new(id.parse().unwrap(), "emergency-1".parse().unwrap(), id.parse().unwrap());
        let ledger = versions.iter().fold(empty.claimed(claim), |ledger, rotation| {
            let (created, recipients) = (at, Vec::new());
            let new = NewPending { rotation: *rotation, created, set_after: at, recipients };
            ledger.entered(new, claim).unwrap()
        });
        let held = Held { candidates: ledger.candidates(), ledger: Some(ledger) };
        let all = told(&held, &held.candidates);
        assert!(all.contains("000002-11111111, 000001-11111111") && !all.contains("also"), "{all}");
        let one = told(&held, &versions[..1]);
        assert!(one.contains("first: 000001-11111111."), "{one}");
        assert!(one.contains("does not open: 000002-11111111"), "{one}");
    }
}
