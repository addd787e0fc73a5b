//! `tenantry laps show`: opens the password in force, for a person who holds a key.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::account::Named;
use crate::{
    cli::{Exit, Failure, args::Common, configuration, runtime::block_on, ui::Ui},
    domain::RotationId,
    observed::Ledger,
    run,
    secrets::{Credential, Envelopes, Identity, Keep, KeepError, Sealed, open},
    storage::Storage,
};

/// How often the opening is entered where others write at the same time.
const TRIES: u32 = 5;

/// What `laps show` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints the password in force; where none is proved, whatever may be in force, the newest first, one
a line. Without --out only to a terminal. Whoever opens it makes a rotation due.

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
    let desired = configuration::load(common, Timestamp::now(), ui)?;
    let (tenant, account) = named.find(&desired)?;
    let (keep, storage, _) =
        run::open_store(&desired.organization, (tenant, account), &common.directory)
            .map_err(|problem| Failure::error(problem.to_string()))?;
    let identity =
        Identity::read(&arguments.identity).map_err(|error| Failure::error(error.to_string()))?;
    let out = arguments.out.as_deref().map(new_file).transpose()?;
    let shown = block_on(show(&keep, &storage, (&identity, out, ui)));
    if let (Err(_), Some(path)) = (&shown, &arguments.out) {
        // It was made by this run, and nothing is in it.
        drop(std::fs::remove_file(path));
    }
    shown
}

async fn show(
    keep: &Envelopes,
    storage: &Storage,
    (identity, out, ui): (&Identity, Option<File>, Ui),
) -> Result<Exit, Failure> {
    let failed = |error: KeepError| Failure::error(error.to_string());
    let Some(kept) = keep.read().await.map_err(failed)? else {
        return Err(Failure::error("nothing is stored for this account")
            .help("`tenantry laps rotate --account` makes its first password"));
    };
    let candidates = kept.ledger.candidates();
    if candidates.is_empty() {
        return Err(Failure::error("no password of this account was ever set"));
    }
    let opened = open_all(keep, storage, (&candidates, identity, ui)).await?;
    note_opening(keep, ui).await;
    let mut text = Zeroizing::new(String::with_capacity(1024));
    for credential in &opened {
        text.push_str(credential.expose());
        text.push('\n');
    }
    match out {
        Some(mut file) => file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| Failure::error(format!("cannot write the file: {error}")))?,
        None => ui.answer(&text)?,
    }
    ui.say(&told(&kept.ledger, &candidates));
    Ok(Exit::Success)
}

/// Opens each version; one that cannot be opened is named, and the others are shown all the same.
async fn open_all(
    keep: &Envelopes,
    storage: &Storage,
    (candidates, identity, ui): (&[RotationId], &Identity, Ui),
) -> Result<Vec<Credential>, Failure> {
    let mut opened = Vec::new();
    for rotation in candidates {
        match open_one(storage, keep, (*rotation, identity)).await {
            Ok(credential) => opened.push(credential),
            Err(why) => ui.warn(&format!("{rotation} cannot be opened: {why}")),
        }
    }
    if opened.is_empty() {
        return Err(Failure::error("none of what is stored can be opened with this key"));
    }
    Ok(opened)
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

/// Says what was shown.
fn told(ledger: &Ledger, candidates: &[RotationId]) -> String {
    let names: Vec<String> = candidates.iter().map(ToString::to_string).collect();
    if ledger.is_proved() {
        format!("{} is proved to be in force; its rotation is due now.", names.join(""))
    } else {
        format!(
            "Not proved: one of {} is in force, in this order from the newest. `tenantry laps \
             rotate` resolves it.",
            names.join(", ")
        )
    }
}

/// Makes a file that is not there, for its owner alone.
fn new_file(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Failure::file("make", path, &error))
}
