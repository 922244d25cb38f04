//! EDGE. How far a long work has come: a bar on a terminal, lines elsewhere.

use std::cell::Cell;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;
use crate::format::grouped;

/// A bar that looks like its template.
fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The progress of a work in so many steps.
pub struct Progress<'c> {
    console: &'c Console,
    /// What each step does, before its name: `Reading the traffic of`.
    verb: &'static str,
    all: usize,
    begun: Cell<usize>,
    bar: Option<ProgressBar>,
}

impl<'c> Progress<'c> {
    /// Begins a work. There is a bar on a terminal if there is more than one step, and no debug trail that it would disturb.
    #[must_use]
    pub fn new(console: &'c Console, verb: &'static str, all: usize) -> Self {
        let length = Some(all as u64);
        let bar = (console.shows_bars() && all > 1).then(|| bar(length, "{bar:30} {pos} of {len}  {wide_msg}"));
        Self {
            console,
            verb,
            all,
            begun: Cell::new(0),
            bar,
        }
    }

    /// Begins a step; several can be under way.
    pub fn begin(&self, name: &str) {
        self.begun.set(self.begun.get() + 1);
        match &self.bar {
            Some(bar) => bar.set_message(format!("{} {name}", self.verb)),
            None => {
                let (number, all) = (self.begun.get(), self.all);
                self.console.print(&format!("{} {name} ({number} of {all})", self.verb));
            }
        }
    }

    /// Ends a step.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Ends the work: lines can follow.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Lines elsewhere than on a terminal are so many steps apart.
const STEPS_OF_A_LINE: usize = 1_000;

/// The progress of a work of which nobody knows how many steps it has.
pub struct Counter<'c> {
    console: &'c Console,
    /// What is done, before the number: `Read`.
    verb: &'static str,
    /// What is counted, behind it: `files`.
    what: &'static str,
    shown: Cell<usize>,
    bar: Option<ProgressBar>,
}

impl<'c> Counter<'c> {
    /// Begins a work.
    #[must_use]
    pub fn new(console: &'c Console, verb: &'static str, what: &'static str) -> Self {
        let bar = console.shows_bars().then(|| bar(None, "{spinner} {wide_msg}"));
        Self {
            console,
            verb,
            what,
            shown: Cell::new(0),
            bar,
        }
    }

    /// So many steps are done.
    pub fn at(&self, steps: usize) {
        let line = |steps: usize| format!("{} {} {}", self.verb, grouped(steps as u64), self.what);
        let rounded = steps - steps % STEPS_OF_A_LINE;
        match &self.bar {
            Some(bar) => {
                bar.set_message(line(steps));
                bar.tick();
            }
            None if rounded > self.shown.get() => {
                self.shown.set(rounded);
                self.console.print(&line(rounded));
            }
            None => {}
        }
    }

    /// Ends the work: lines can follow.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
