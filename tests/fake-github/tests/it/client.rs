//! The smallest HTTP client that shows what is on the wire: one request, one connection, bytes as they come.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use fake_github::GitHub;
use serde_json::Value;

/// What came back. `complete` is false if fewer bytes came than `content-length` says.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) complete: bool,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().unwrap_or("").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Sends a request; `None` if the connection ended without an answer or nothing came for `patience`.
pub(crate) fn send_for(
    github: &GitHub,
    token: &str,
    method: &str,
    target: &str,
    body: &Value,
    patience: Duration,
) -> Option<Reply> {
    let address = github.api_url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    if !token.is_empty() {
        head += &format!("authorization: Bearer {token}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(head.as_bytes()).ok()?;
    let (mut bytes, mut piece) = (Vec::new(), [0; 65536]);
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..n]);
    }
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = bytes[end + 4..].to_vec();
    let mut reply = Reply {
        status,
        head,
        body,
        complete: true,
    };
    if let Some(length) = reply.header("content-length").and_then(|v| v.parse::<usize>().ok()) {
        reply.complete = reply.body.len() == length;
    }
    Some(reply)
}

/// Sends a request with the token that may do everything.
pub(crate) fn send(github: &GitHub, method: &str, target: &str, body: &Value) -> Option<Reply> {
    send_for(
        github,
        fake_github::CLASSIC,
        method,
        target,
        body,
        Duration::from_secs(20),
    )
}

/// A GET with the token that may do everything; it must be answered.
pub(crate) fn get(github: &GitHub, target: &str) -> Reply {
    get_as(github, fake_github::CLASSIC, target)
}

/// A GET with this token; it must be answered.
pub(crate) fn get_as(github: &GitHub, token: &str, target: &str) -> Reply {
    let reply = send_for(github, token, "GET", target, &Value::Null, Duration::from_secs(20));
    reply.unwrap_or_else(|| panic!("GET {target} is answered"))
}
