//! EDGE. Every line that the program prints, on Actions and off.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstyle::{AnsiColor, Style};

use super::command::{command, plain_lines};
use super::environment::Environment;
use super::hidden_names::HiddenNames;
use crate::message::Message;
use crate::secret::without_tokens;

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    Error,
    Warning,
    Notice,
}

/// The one way to the standard streams.
///
/// Each line passes one gate: no line is a command that we did not mean, and none contains a known secret, what looks
/// like a token of GitHub or a hidden name. On Actions messages become annotations and everything goes to standard output, in order; off
/// Actions messages are lines on standard error. A stream that is closed or full does not end a run; only the result of a
/// command must arrive whole ([`Console::data`]).
pub struct Console {
    actions: bool,
    /// Whether the runner shows debug commands.
    runner_debug: bool,
    colour: bool,
    /// Whether both streams are a terminal.
    terminal: bool,
    inner: Mutex<Inner>,
}

struct Inner {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    secrets: Vec<String>,
    names: HiddenNames,
    annotations: [usize; 3],
}

impl Console {
    /// The most annotations of each severity that the runner shows in one step; more become plain lines.
    const MAX_ANNOTATIONS: usize = 10;

    /// A console on the standard streams of the process. Colours are for terminals; `CLICOLOR_FORCE` turns them on
    /// elsewhere and `NO_COLOR` turns them off.
    #[must_use]
    pub fn standard(environment: &Environment) -> Self {
        let terminal = io::stdout().is_terminal() && io::stderr().is_terminal();
        Self::new(environment, terminal, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// A console on the caller's streams.
    #[must_use]
    pub fn new(
        environment: &Environment,
        terminal: bool,
        out: Box<dyn Write + Send>,
        err: Box<dyn Write + Send>,
    ) -> Self {
        let actions = environment.on_actions();
        Self {
            actions,
            runner_debug: environment.debug(),
            colour: !actions && wants_colour(environment, terminal),
            terminal: terminal && !actions,
            inner: Mutex::new(Inner {
                out,
                err,
                secrets: Vec::new(),
                names: HiddenNames::default(),
                annotations: [0; 3],
            }),
        }
    }

    /// Masks a token in everything that is printed from now on; on Actions the runner masks it too. If standard output is
    /// the `result` of the command, which a step may write into a file, the runner is told on standard error.
    pub fn mask(&self, token: &str, result: bool) {
        let inner = &mut *self.lock();
        if !inner.secrets.iter().any(|known| known == token) {
            inner.secrets.push(token.to_owned());
            if self.actions {
                // The runner removes this line from the log; no other place writes a token.
                let stream = if result { &mut inner.err } else { &mut inner.out };
                put(stream, &command("add-mask", &[], token));
            }
        }
    }

    /// Puts neutral words in place of the name of a repository in everything that is printed from now on.
    pub fn hide_name(&self, name: &str) {
        self.lock().names.hide(name);
    }

    /// Prints the name of a repository as it is, from now on.
    pub fn show_name(&self, name: &str) {
        self.lock().names.show(name);
    }

    /// A text as it is printed, as far as names of repositories are concerned: for what the runner shows beside the log.
    #[must_use]
    pub fn without_names(&self, text: &str) -> String {
        self.lock().names.removed_from(text).into_owned()
    }

    /// Whether a text contains what is masked when it is printed.
    #[must_use]
    pub fn masks(&self, text: &str) -> bool {
        self.lock().masked(text.to_owned()) != text
    }

    /// Whether a bar can be drawn and wiped off again.
    #[must_use]
    pub fn shows_bars(&self) -> bool {
        self.terminal
    }

    /// Plain lines.
    pub fn print(&self, text: &str) {
        let mut inner = self.lock();
        for line in inner.gate(text) {
            put(&mut inner.out, &line);
        }
    }

    /// The result of a command, byte for byte, such as an export; on Actions it passes the gate like everything else.
    ///
    /// # Errors
    /// When it cannot be written, such as to a full disk. A reader that has closed its end has what it wants.
    pub fn data(&self, bytes: &[u8]) -> io::Result<()> {
        if self.actions {
            self.print(&String::from_utf8_lossy(bytes));
            return Ok(());
        }
        let out = &mut self.lock().out;
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    /// Something went wrong: the run fails.
    pub fn error(&self, message: &Message) {
        self.message(Severity::Error, message);
    }

    /// Something will go wrong later unless it is fixed.
    pub fn warning(&self, message: &Message) {
        self.message(Severity::Warning, message);
    }

    /// Something worth knowing.
    pub fn notice(&self, message: &Message) {
        self.message(Severity::Notice, message);
    }

    /// Lines of the debug trail: debug commands if the runner shows them, otherwise plain lines.
    pub fn debug(&self, text: &str) {
        let mut inner = self.lock();
        for line in inner.gate(text) {
            let line = if self.actions && self.runner_debug {
                command("debug", &[], &line)
            } else {
                format!("debug: {line}")
            };
            let stream = if self.actions { &mut inner.out } else { &mut inner.err };
            put(stream, &line);
        }
    }

    /// Starts a group of lines, folded on Actions; ends with [`Console::end_group`].
    pub fn group(&self, title: &str) {
        let mut inner = self.lock();
        let title = inner.gate(title).join(" ");
        let line = if self.actions {
            command("group", &[], &title)
        } else {
            self.styled(Style::new().bold(), &title)
        };
        put(&mut inner.out, &line);
    }

    /// Ends a group.
    pub fn end_group(&self) {
        if self.actions {
            put(&mut self.lock().out, &command("endgroup", &[], ""));
        }
    }

    fn message(&self, severity: Severity, message: &Message) {
        let mut inner = self.lock();
        let title = inner.gate(&message.title).join(" ");
        let code = message.code.map_or_else(String::new, |code| format!("[{code}]"));
        let lines = inner.gate(&message.statement());
        let help = message.help.as_deref().map(|help| inner.gate(help).join(" "));
        let (name, colour) = match severity {
            Severity::Error => ("error", AnsiColor::Red),
            Severity::Warning => ("warning", AnsiColor::Yellow),
            Severity::Notice => ("notice", AnsiColor::Cyan),
        };
        let seen = &mut inner.annotations[severity as usize];
        *seen += 1;
        if self.actions && *seen <= Self::MAX_ANNOTATIONS {
            let help = help.map(|help| format!("help: {help}"));
            let text = lines.into_iter().chain(help).collect::<Vec<_>>().join("\n");
            let title = format!("{title} {code}");
            put(&mut inner.out, &command(name, &[("title", title.trim_end())], &text));
            return;
        }
        let label = self.styled(
            Style::new().bold().fg_color(Some(colour.into())),
            &format!("{name}{code}:"),
        );
        // Only an annotation, which is shown apart from the log, has to name the program.
        let title = if message.title == Message::PROGRAM { "" } else { &title };
        let between = if title.is_empty() || lines.iter().all(String::is_empty) {
            ""
        } else {
            ": "
        };
        let stream = if self.actions { &mut inner.out } else { &mut inner.err };
        for (index, line) in lines.iter().enumerate() {
            match index {
                0 => put(stream, &format!("{label} {title}{between}{line}")),
                _ => put(stream, &format!("  {line}")),
            }
        }
        if let Some(help) = help {
            put(
                stream,
                &format!("  {} {help}", self.styled(Style::new().bold(), "help:")),
            );
        }
    }

    /// A text in a style, where colours are shown.
    #[must_use]
    pub fn styled(&self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Secrets are masked before and after, since removing invisible characters can put one together.
    fn gate(&self, text: &str) -> Vec<String> {
        let lines = plain_lines(&self.masked(text.to_owned()));
        let shown = |line| self.names.removed_from(&self.masked(line)).into_owned();
        lines.into_iter().map(shown).collect()
    }

    fn masked(&self, text: String) -> String {
        let masked = self.secrets.iter();
        let masked = masked.fold(text, |text, secret| text.replace(secret, "***"));
        without_tokens(&masked).into_owned()
    }
}

/// A stream that is closed or full must not end the run.
fn put(stream: &mut Box<dyn Write + Send>, line: &str) {
    let _ = stream
        .write_all(format!("{line}\n").as_bytes())
        .and_then(|()| stream.flush());
}

fn wants_colour(environment: &Environment, terminal: bool) -> bool {
    let is_on = |name| environment.given(name).is_some_and(|value| value != "0");
    if environment.given("NO_COLOR").is_some() {
        return false;
    }
    is_on("CLICOLOR_FORCE") || (terminal && environment.given("TERM") != Some("dumb"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A stream that can be read afterwards.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("one thread").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A stream whose reader has gone.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn printed<const N: usize>(
        variables: [(&str, &str); N],
        terminal: bool,
        print: impl FnOnce(&Console),
    ) -> [String; 2] {
        let (out, err) = (Kept::default(), Kept::default());
        let console = Console::new(
            &Environment::from(variables),
            terminal,
            Box::new(out.clone()),
            Box::new(err.clone()),
        );
        print(&console);
        [out, err].map(|kept| String::from_utf8(kept.0.lock().expect("one thread").clone()).expect("UTF-8"))
    }

    const ACTIONS: [(&str, &str); 1] = [("GITHUB_ACTIONS", "true")];

    #[test]
    fn annotations_on_actions() {
        let [out, err] = printed(ACTIONS, true, |console| {
            console.error(&Message::new("No, token", "line one\n::error::two").with_help("Do\n::this::."));
            console.group("Read ::x::");
            console.print("::set-output name=x::y");
            console.end_group();
        });
        assert_eq!(
            out,
            "::error title=No%2C token::line one%0A: :error::two%0Ahelp: Do : :this::.\n::group::Read ::x::\n: :set-output name=x::y\n::endgroup::\n"
        );
        assert_eq!(err, "");
    }

    #[test]
    fn the_eleventh_annotation_is_a_line() {
        let [out, _] = printed(ACTIONS, false, |console| {
            (0..12).for_each(|_| console.notice(&Message::new("t", "x")))
        });
        assert_eq!(out.lines().filter(|line| *line == "::notice title=t::x").count(), 10);
        assert_eq!(out.lines().filter(|line| *line == "notice: t: x").count(), 2);
    }

    #[test]
    fn lines_for_a_person() {
        let [out, err] = printed([], false, |console| {
            console.warning(&Message::new("Late", "one\ntwo").with_cause("three").with_help("Go."));
            console.print("done");
        });
        let warning = "warning: Late: one\n  two: three\n  help: Go.\n";
        assert_eq!((out.as_str(), err.as_str()), ("done\n", warning));
    }

    #[test]
    fn a_line_does_not_name_the_program_again() {
        let message = Message::new(Message::PROGRAM, "could not load the ledger");
        let [_, err] = printed([], false, |console| console.error(&message));
        assert_eq!(err, "error: could not load the ledger\n");
        let [out, _] = printed(ACTIONS, false, |console| console.error(&message));
        assert_eq!(out, "::error title=Traffic Ledger::could not load the ledger\n");
    }

    #[test]
    fn colours_are_for_terminals_and_those_who_ask() {
        let coloured = |variables: &[(&str, &str)], terminal| {
            let variables = Environment::new(variables.iter().map(|(name, value)| (name.into(), value.into())));
            wants_colour(&variables, terminal)
        };
        assert!(coloured(&[], true));
        assert!(!coloured(&[], false));
        assert!(coloured(&[("CLICOLOR_FORCE", "1")], false));
        assert!(!coloured(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!coloured(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(!coloured(&[("TERM", "dumb")], true));
        let [_, err] = printed([], true, |console| console.error(&Message::new("t", "x")));
        assert_eq!(err, "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m t: x\n");
    }

    #[test]
    fn no_line_shows_a_secret() {
        let secret = "ghp_100%";
        let [out, _] = printed(ACTIONS, false, |console| {
            console.mask(secret, false);
            console.mask(secret, false);
            console.print("a ghp_100% b gh\u{0}p_100%");
            console.error(&Message::new("ghp_100%", "ghp_100%").with_help("ghp_100%"));
            console.debug("ghp_100% ::error::x");
        });
        assert_eq!(
            out,
            "::add-mask::ghp_100%25\na *** b ***\n::error title=***::***%0Ahelp: ***\ndebug: *** ::error::x\n"
        );
        let [out, err] = printed([], false, |console| console.mask(secret, false));
        assert_eq!(out + &err, "");
        let [out, err] = printed(ACTIONS, false, |console| console.mask(secret, true));
        assert_eq!((out.as_str(), err.as_str()), ("", "::add-mask::ghp_100%25\n"));
    }

    #[test]
    fn debug_lines_are_commands_only_if_the_runner_shows_them() {
        let [out, _] = printed([("GITHUB_ACTIONS", "true"), ("RUNNER_DEBUG", "1")], false, |console| {
            console.debug("100%\n::error::x");
        });
        assert_eq!(out, "::debug::100%25\n::debug::: :error::x\n");
        let [_, err] = printed([("RUNNER_DEBUG", "1")], false, |console| console.debug("x"));
        assert_eq!(err, "debug: x\n");
    }

    #[test]
    fn a_closed_stream_ends_nothing() {
        let console = Console::new(&Environment::default(), false, Box::new(Closed), Box::new(Closed));
        console.print("x");
        console.error(&Message::new("t", "x"));
        assert!(console.data(b"x").is_ok(), "the reader has what it wants");
    }

    /// A stream without room.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn data_that_cannot_be_written_are_an_error() {
        let console = Console::new(&Environment::default(), false, Box::new(Full), Box::new(Full));
        console.print("x");
        let error = console.data(b"x").expect_err("there is no room");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
