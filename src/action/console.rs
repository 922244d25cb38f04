//! EDGE. Every line that the program prints, on Actions and off. Imports the runner's grammar, secrets and terminal styles.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstyle::{AnsiColor, Style};

use super::command::{command, plain_lines};
use super::environment::Environment;
use crate::secret::Secret;

/// How loud a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    Error,
    Warning,
    Notice,
}

/// The one way out to the standard streams.
///
/// Each line passes one gate: no line is a command that we did not mean, no known secret is in it. On Actions messages
/// become annotations and all goes to standard output, in order; off Actions they are lines for a person on standard
/// error. A closed stream is ignored: nobody is there to be told.
pub struct Console {
    actions: bool,
    colour: bool,
    inner: Mutex<Inner>,
}

struct Inner {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    secrets: Vec<String>,
    annotations: [usize; 3],
}

impl Console {
    /// What the runner shows of each level in one step; more become plain lines.
    const MAX_ANNOTATIONS: usize = 10;

    /// On the standard streams of the process. Colours are for terminals, unless `CLICOLOR_FORCE` asks for them or
    /// `NO_COLOR` does not want them.
    #[must_use]
    pub fn standard(environment: &Environment) -> Self {
        let terminal = io::stdout().is_terminal() && io::stderr().is_terminal();
        Self::new(environment, terminal, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// On streams of the caller's.
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
            colour: !actions && wants_colour(environment, terminal),
            inner: Mutex::new(Inner {
                out,
                err,
                secrets: Vec::new(),
                annotations: [0; 3],
            }),
        }
    }

    /// Lets nothing that is printed from now on show `secret`; on Actions tells the runner to do the same.
    pub fn mask(&self, secret: &Secret) {
        let mut inner = self.lock();
        let token = secret.expose();
        if !inner.secrets.iter().any(|known| known == token) {
            inner.secrets.push(token.to_owned());
            if self.actions {
                // The runner takes this line out of the log; it is the one place that writes a token.
                put(&mut inner.out, &command("add-mask", &[], token));
            }
        }
    }

    /// Plain lines.
    pub fn print(&self, text: &str) {
        let mut inner = self.lock();
        for line in inner.gate(text) {
            put(&mut inner.out, &line);
        }
    }

    /// What a command was asked for, byte for byte, such as an export; on Actions through the gate, like all else.
    pub fn data(&self, bytes: &[u8]) {
        if self.actions {
            self.print(&String::from_utf8_lossy(bytes));
        } else {
            let out = &mut self.lock().out;
            let _ = out.write_all(bytes).and_then(|()| out.flush());
        }
    }

    /// Something went wrong and the run is red.
    pub fn error(&self, title: &str, text: &str) {
        self.message(Severity::Error, title, text);
    }

    /// Something will go wrong unless somebody looks.
    pub fn warning(&self, title: &str, text: &str) {
        self.message(Severity::Warning, title, text);
    }

    /// Something worth knowing.
    pub fn notice(&self, title: &str, text: &str) {
        self.message(Severity::Notice, title, text);
    }

    /// Begins a group of lines, folded on Actions; ends with [`Console::end_group`].
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

    fn message(&self, level: Severity, title: &str, text: &str) {
        let mut inner = self.lock();
        let title = inner.gate(title).join(" ");
        let lines = inner.gate(text);
        let (name, colour) = match level {
            Severity::Error => ("error", AnsiColor::Red),
            Severity::Warning => ("warning", AnsiColor::Yellow),
            Severity::Notice => ("notice", AnsiColor::Cyan),
        };
        let seen = &mut inner.annotations[level as usize];
        *seen += 1;
        if self.actions && *seen <= Self::MAX_ANNOTATIONS {
            let line = command(name, &[("title", &title)], &lines.join("\n"));
            put(&mut inner.out, &line);
            return;
        }
        let label = self.styled(Style::new().bold().fg_color(Some(colour.into())), &format!("{name}:"));
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
    }

    fn styled(&self, style: Style, text: &str) -> String {
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
    /// Secrets are looked for before and after, since leaving out what cannot be seen can put one together.
    fn gate(&self, text: &str) -> Vec<String> {
        let lines = plain_lines(&self.starred(text.to_owned()));
        lines.into_iter().map(|line| self.starred(line)).collect()
    }

    fn starred(&self, text: String) -> String {
        self.secrets
            .iter()
            .fold(text, |text, secret| text.replace(secret, "***"))
    }
}

/// Nothing can be done about a stream that is closed or full, and it must not end the run.
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
            console.error("No, token", "line one\n::error::two");
            console.group("Read ::x::");
            console.print("::set-output name=x::y");
            console.end_group();
        });
        assert_eq!(
            out,
            "::error title=No%2C token::line one%0A: :error::two\n::group::Read ::x::\n: :set-output name=x::y\n::endgroup::\n"
        );
        assert_eq!(err, "");
    }

    #[test]
    fn the_eleventh_annotation_is_a_line() {
        let [out, _] = printed(ACTIONS, false, |console| (0..12).for_each(|_| console.notice("t", "x")));
        assert_eq!(out.lines().filter(|line| *line == "::notice title=t::x").count(), 10);
        assert_eq!(out.lines().filter(|line| *line == "notice: t: x").count(), 2);
    }

    #[test]
    fn lines_for_a_person() {
        let [out, err] = printed([], false, |console| {
            console.warning("Late", "one\ntwo");
            console.print("done");
        });
        assert_eq!((out.as_str(), err.as_str()), ("done\n", "warning: Late: one\n  two\n"));
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
        let [_, err] = printed([], true, |console| console.error("t", "x"));
        assert_eq!(err, "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m t: x\n");
    }

    #[test]
    fn no_line_shows_a_secret() {
        let secret = Secret::new("ghp_100%").expect("a token");
        let [out, _] = printed(ACTIONS, false, |console| {
            console.mask(&secret);
            console.mask(&secret);
            console.print("a ghp_100% b gh\u{0}p_100%");
            console.error("ghp_100%", "ghp_100%");
        });
        assert_eq!(out, "::add-mask::ghp_100%25\na *** b ***\n::error title=***::***\n");
        let [out, err] = printed([], false, |console| console.mask(&secret));
        assert_eq!(out + &err, "");
    }

    #[test]
    fn a_closed_stream_ends_nothing() {
        let console = Console::new(&Environment::default(), false, Box::new(Closed), Box::new(Closed));
        console.print("x");
        console.data(b"x");
        console.error("t", "x");
    }
}
