//! The real binary, for the examples that measure it: built like them, and watched while it runs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, ensure};

/// The binary of the same sources, built like the example that calls this.
pub(crate) fn build(example: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().and_then(Path::parent);
    let folder = folder.context("cargo puts an example into a folder of its own")?;
    let profile = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let profile = if profile == "debug" { "dev" } else { profile };
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo has set for this program would make it build other crates anew.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
        {
            cargo.env_remove(&name);
        }
    }
    let status = cargo
        // With the example, so that cargo does not build the crates a second time with fewer features.
        .args(["build", "--quiet", "--bin", "traffic-ledger", "--example", example])
        .args(["--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    ensure!(status.success(), "the binary could not be built");
    Ok(folder.join("traffic-ledger"))
}

/// Waits for a process; gives how it ended and the most memory that it has had in use, in bytes. Linux only.
#[expect(clippy::disallowed_methods, reason = "another process is watched in real time")]
pub(crate) fn wait(child: &mut Child) -> anyhow::Result<(ExitStatus, u64)> {
    let mut memory = 0;
    loop {
        // The peak only grows, so the last reading before the end counts.
        memory = peak_memory(child.id()).unwrap_or(memory);
        if let Some(status) = child.try_wait()? {
            return Ok((status, memory));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}
