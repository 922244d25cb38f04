//! Proxies and private roots, by the environment: a child process runs with it, since a process's own is read once.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use fake_github::{FakeGitHub, TRAFFIC};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use traffic_ledger::clock::Clock;
use traffic_ledger::github::{Client, Limits, Proxies};
use traffic_ledger::message::Message;
use traffic_ledger::secret::Secret;

use super::{fake_with, first_visit};

/// A host that does not exist: only the proxy knows it.
const HOST: &str = "github.test";
/// This machine under an address that the program does not take for it.
const HERE: &str = "0.0.0.0";

/// What the child process does: one fetch, its result on standard output.
#[tokio::test]
#[ignore = "runs in the child processes of the other tests"]
async fn child() {
    let api = std::env::var("TEST_API_URL")
        .expect("the parent says where")
        .parse()
        .expect("an address");
    let token = Secret::new(TRAFFIC).expect("a token");
    let limits = Limits {
        connect: std::time::Duration::from_secs(1),
        ..Limits::default()
    };
    let clock = Clock::starting_at(jiff::Timestamp::UNIX_EPOCH);
    let variables: BTreeMap<String, String> = std::env::vars().collect();
    let proxies = Proxies::read(|name| variables.get(name).map(String::as_str), &api).expect("valid variables");
    let result = match Client::new(&api, &proxies, Some(token), clock, limits) {
        Err(error) => Message::from(error).to_string(),
        Ok(client) => match super::read(&client, "o/r").await {
            Ok(fetched) if fetched.snapshot.bodies.len() == first_visit() => "fetched everything".to_owned(),
            Ok(fetched) => format!("fetched {} endpoints only", fetched.snapshot.bodies.len()),
            Err(error) => Message::from(&error).to_string(),
        },
    };
    println!("result: {}", result.replace('\n', " | "));
}

/// A GitHub behind TLS with a certificate of a private CA, and a proxy that leads there.
struct Net {
    _fake: FakeGitHub,
    roots: tempfile::NamedTempFile,
    proxy: String,
    asked: Arc<Mutex<Vec<String>>>,
    plain: String,
    /// GitHub itself, without the proxy.
    front: String,
}

impl Net {
    /// `answer` is what the proxy says to a `CONNECT`.
    async fn new(answer: &'static str) -> Self {
        let fake = fake_with("o/r");
        let plain = fake.api_url();
        let behind = plain.trim_start_matches("http://").to_owned();
        let (acceptor, roots) = certificate();
        let front = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let front_address = front.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = front.accept().await {
                let (acceptor, behind) = (acceptor.clone(), behind.clone());
                tokio::spawn(async move {
                    let mut outside = acceptor.accept(stream).await?;
                    let mut inside = TcpStream::connect(behind).await?;
                    tokio::io::copy_bidirectional(&mut outside, &mut inside).await
                });
            }
        });
        let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let proxy_address = proxy.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let asking = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut outside, _)) = proxy.accept().await {
                let asked = Arc::clone(&asking);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(outside.read_u8().await?);
                    }
                    asked
                        .lock()
                        .expect("no panic")
                        .push(String::from_utf8_lossy(&head).into_owned());
                    outside
                        .write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes())
                        .await?;
                    let mut inside = TcpStream::connect(front_address).await?;
                    tokio::io::copy_bidirectional(&mut outside, &mut inside).await
                });
            }
        });
        let proxy = proxy_address.to_string();
        Self {
            _fake: fake,
            roots,
            proxy,
            asked,
            plain,
            front: format!("https://{HERE}:{}/api/v3", front_address.port()),
        }
    }

    /// Runs the child with these variables and none of the surroundings' proxies and roots.
    async fn result(&self, variables: &[(&str, String)]) -> String {
        let mut child = Command::new(std::env::current_exe().expect("this binary"));
        child.args(["client::proxies::child", "--exact", "--ignored", "--nocapture"]);
        for name in [
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
        ] {
            child.env_remove(name).env_remove(name.to_lowercase());
        }
        child.env("TEST_API_URL", format!("https://{HOST}/api/v3"));
        child.envs(variables.iter().map(|(name, value)| (*name, value)));
        let output: Output = tokio::task::spawn_blocking(move || child.output())
            .await
            .expect("no panic")
            .expect("the child runs");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let result = out
            .lines()
            .find_map(|line| line.split_once("result: "))
            .map(|(_, result)| result.to_owned());
        result.unwrap_or_else(|| {
            panic!(
                "the child said nothing: {out}\n{}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }

    fn roots(&self) -> (&'static str, String) {
        ("SSL_CERT_FILE", self.roots.path().display().to_string())
    }

    fn proxy(&self) -> (&'static str, String) {
        ("HTTPS_PROXY", format!("http://me:secret@{}", self.proxy))
    }
}

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A server's side of TLS for [`HOST`] and [`HERE`], and the file with the root that signed for it.
fn certificate() -> (TlsAcceptor, tempfile::NamedTempFile) {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Two roots must not share a name, or the wrong one is taken for the right one with a bad signature.
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, format!("Private root {number}"));
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a root");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([HOST, HERE].map(str::to_owned)).expect("two names");
    let certificate = params.signed_by(&key, &ca).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a key that fits");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), ca.pem()).expect("written");
    (TlsAcceptor::from(Arc::new(config)), file)
}

#[tokio::test]
async fn a_proxy_and_a_private_root_are_taken_from_the_environment() {
    let net = Net::new("200 OK").await;
    assert_eq!(net.result(&[net.proxy(), net.roots()]).await, "fetched everything");
    let asked = net.asked();
    assert!(!asked.is_empty());
    for head in asked {
        assert!(head.starts_with("CONNECT github.test:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_lowercase().contains("proxy-authorization: basic "), "{head}");
        assert!(
            !head.contains(TRAFFIC),
            "the token is for GitHub, not for the proxy: {head}"
        );
    }
}

#[tokio::test]
async fn a_root_that_nobody_knows_is_refused() {
    let net = Net::new("200 OK").await;
    let (_, other) = certificate();
    let other = ("SSL_CERT_FILE", other.path().display().to_string());
    let result = net.result(&[net.proxy(), other]).await;
    assert_eq!(
        result,
        "could not read the repository: GET https://github.test/api/v3/repos/o/r failed: client error (Connect): \
         invalid peer certificate: UnknownIssuer (4 attempts) | help: Check `api-url`, and that the network and its \
         proxy (`HTTPS_PROXY`, `NO_PROXY`) allow the connection. A private CA can be named in `SSL_CERT_FILE`."
    );
}

#[tokio::test]
async fn a_host_in_no_proxy_is_not_asked_of_the_proxy() {
    let net = Net::new("200 OK").await;
    let direct = ("TEST_API_URL", net.front.clone());
    let variables = [net.proxy(), net.roots(), direct];
    let no_proxy = |hosts: &str| [variables.as_slice(), &[("NO_PROXY", hosts.to_owned())]].concat();
    assert_eq!(
        net.result(&no_proxy(&format!("{HOST}, {HERE}"))).await,
        "fetched everything"
    );
    assert_eq!(net.asked(), Vec::<String>::new());
    assert_eq!(net.result(&no_proxy(HOST)).await, "fetched everything");
    assert!(!net.asked().is_empty(), "another host is asked of the proxy");
}

#[tokio::test]
async fn this_machine_needs_no_proxy() {
    let net = Net::new("200 OK").await;
    let proxy = ("ALL_PROXY", net.proxy().1);
    let result = net.result(&[proxy, ("TEST_API_URL", net.plain.clone())]).await;
    assert_eq!(result, "fetched everything");
    assert_eq!(net.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_proxy_that_refuses() {
    let net = Net::new("407 Proxy Authentication Required").await;
    let result = net.result(&[net.proxy(), net.roots()]).await;
    assert_eq!(
        result,
        "could not read the repository: GET https://github.test/api/v3/repos/o/r failed: client error (Connect): \
         tunnel error: proxy authorization required (4 attempts) | help: Check `api-url`, and that the network and its \
         proxy (`HTTPS_PROXY`, `NO_PROXY`) allow the connection. A private CA can be named in `SSL_CERT_FILE`."
    );
}
