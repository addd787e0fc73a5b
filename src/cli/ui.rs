//! The terminal: the only place that prints.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use terminal_size::terminal_size_of;

use super::{Failure, args::Common, colour};
use crate::{
    render::{Palette, Tone, sanitize},
    secrets::Credential,
};

/// Fits a page to a terminal; what is no terminal, or has no size, takes the whole page.
fn fitted(
    palette: Palette,
    size: Option<(terminal_size::Width, terminal_size::Height)>,
) -> Palette {
    size.map_or(palette, |(width, _)| palette.fitted(width.0.into()))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = AutoStream::auto(io::stdout().lock());
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

fn unprinted(error: &io::Error) -> Failure {
    Failure::error(format!("cannot write to stdout: {error}"))
}

/// The terminal. Answers go to stdout, everything else to stderr.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ui {
    out: Palette,
    err: Palette,
    verbose: u8,
}

impl Ui {
    /// Decides once and for all whether to colour.
    pub(super) fn new(common: &Common) -> Self {
        colour::choose(common.color);
        let out = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        let err = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        Self {
            out: fitted(Palette::new(out), terminal_size_of(io::stdout())),
            err: fitted(Palette::new(err), terminal_size_of(io::stderr())),
            verbose: common.verbose,
        }
    }

    /// Returns the colours of answers.
    pub(super) const fn palette(self) -> Palette {
        self.out
    }

    /// Returns the colours of messages.
    pub(super) const fn error_palette(self) -> Palette {
        self.err
    }

    /// Returns whether somebody is there to answer a question.
    pub(super) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Returns whether a credential can be shown to a person: stdout is a terminal, no pipe and no
    /// file.
    pub(super) fn can_show() -> bool {
        io::stdout().is_terminal()
    }

    /// Returns whether progress can be drawn: on a terminal that no log lines run over.
    pub(super) fn can_draw(self) -> bool {
        self.verbose == 0 && io::stderr().is_terminal()
    }

    /// Prints an answer on stdout. A reader that went away is no error, and changes nothing
    /// about how the command ends.
    ///
    /// # Errors
    ///
    /// Fails where stdout cannot be written to, such as on a full disk.
    #[expect(clippy::unused_self, reason = "whoever prints was given the terminal")]
    pub(super) fn answer(self, text: &str) -> Result<(), Failure> {
        match print(text) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unprinted(&error)),
            _ => Ok(()),
        }
    }

    /// Prints on stdout what somebody has to get: a reader that went away is an error here.
    ///
    /// # Errors
    ///
    /// Fails where not all of it was taken.
    #[expect(clippy::unused_self, reason = "whoever prints was given the terminal")]
    pub(super) fn deliver(self, text: &str) -> Result<(), Failure> {
        print(text).map_err(|error| unprinted(&error))
    }

    /// Shows a credential on the terminal that stdout is; it passes through no other text.
    ///
    /// # Errors
    ///
    /// Fails where stdout is no terminal, or did not take it.
    #[expect(clippy::unused_self, reason = "whoever prints was given the terminal")]
    pub(super) fn show(self, whose: &str, credential: &Credential) -> Result<(), Failure> {
        if !Self::can_show() {
            return Err(Failure::error("stdout is no terminal"));
        }
        let mut out = io::stdout().lock();
        let parts = [sanitize(whose).as_bytes(), b": ", credential.expose().as_bytes(), b"\n"]
            .map(|part| out.write_all(part));
        let written = parts.into_iter().collect::<io::Result<()>>();
        written.and_then(|()| out.flush()).map_err(|error| unprinted(&error))
    }

    /// Says something on stderr. Nobody may be listening, and that is no error.
    #[expect(clippy::unused_self, reason = "whoever prints was given the terminal")]
    pub(super) fn say(self, text: &str) {
        let mut err = AutoStream::auto(io::stderr().lock());
        drop(writeln!(err, "{text}"));
    }

    /// Says on stderr why a command ended early.
    pub(super) fn failure(self, failure: &Failure) {
        let error = self.err.paint(Tone::Bad, "error:");
        self.say(&format!("{error} {}", sanitize(&failure.message)));
        if let Some(help) = &failure.help {
            self.hint(help);
        }
    }

    /// Says on stderr that something will bite.
    pub(super) fn warn(self, text: &str) {
        let warning = self.err.paint(Tone::Notice, "warning:");
        self.say(&format!("{warning} {}", sanitize(text)));
    }

    /// Says on stderr what to do.
    pub(super) fn hint(self, text: &str) {
        let hint = self.err.paint(Tone::Regular, "hint:");
        self.say(&format!("{hint} {}", sanitize(text)));
    }

    /// Asks on stderr and returns the answer, without the space around it; `None` at the end of
    /// the input.
    pub(super) fn ask(self, question: &str) -> Option<String> {
        {
            // The lock must not be held while waiting: a signal's message is for stderr too.
            let mut err = AutoStream::auto(io::stderr().lock());
            drop(write!(err, "{} ", self.err.paint(Tone::Heading, question)));
            drop(err.flush());
        }
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(read) if read > 0 => Some(line.trim().to_owned()),
            _ => None,
        }
    }
}
