//! The wire: a thread with its own runtime, an accept loop, and the way of one request. Imports everything below it.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::body::WireBody;
use crate::clock::Clock;
use crate::github::GitHub;
use crate::handle::{self, Arrived, Sent};
use crate::world::World;

/// What a fake is started with.
#[derive(Debug, Default)]
pub struct Options {
    /// The clock; `None` = one that stands at 2026-03-02T14:17:00Z.
    pub clock: Option<Clock>,
    /// The port on 127.0.0.1; 0 = any free one.
    pub port: u16,
    /// Listen on all addresses, for containers. The URL told stays the loopback one.
    pub all_addresses: bool,
    /// The folder for the bare git repositories; `None` = a temporary one, removed with the fake, and git objects in memory until
    /// somebody asks for the folder of a repository.
    pub dir: Option<PathBuf>,
}

/// A running fake GitHub. It serves from its own thread, so blocking and async tests can use it alike; dropping it
/// stops the thread and closes every connection. All it can do stands at [`GitHub`], to which it derefs.
pub struct FakeGitHub {
    github: GitHub,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Removed after the thread has ended.
    _dir: Option<tempfile::TempDir>,
}

impl FakeGitHub {
    /// Starts a fake on any free port with a temporary folder and a clock at 2026-03-02T14:17:00Z.
    ///
    /// # Panics
    /// If loopback or the temporary folder cannot be used.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(Options::default())
    }

    /// Starts a fake with this clock.
    ///
    /// # Panics
    /// As [`FakeGitHub::start`].
    #[must_use]
    pub fn start_at(clock: &Clock) -> Self {
        Self::start_with(Options {
            clock: Some(clock.clone()),
            ..Options::default()
        })
    }

    /// Starts a fake.
    ///
    /// # Panics
    /// If the port, the folder or a thread cannot be had.
    #[must_use]
    pub fn start_with(options: Options) -> Self {
        let clock = options.clock.unwrap_or_else(|| Clock::at("2026-03-02T14:17:00Z"));
        let (root, dir) = match options.dir {
            Some(root) => (root, None),
            None => {
                let dir = temporary().expect("a temporary folder for the fake's repositories");
                (dir.path().to_owned(), Some(dir))
            }
        };
        let ip = if options.all_addresses {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        let listener = std::net::TcpListener::bind((ip, options.port)).expect("a port for the fake");
        listener.set_nonblocking(true).expect("a listener for tokio");
        let port = listener.local_addr().expect("the fake's address").port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let github = GitHub {
            world: Arc::new(Mutex::new(World::new(clock, root, dir.is_some()))),
            address,
        };
        let (stop, stopped) = oneshot::channel();
        let serving = github.clone();
        let thread = std::thread::Builder::new()
            .name("fake-github".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.expect("a runtime for the fake");
                runtime.block_on(async {
                    tokio::spawn(accept(listener, serving));
                    // Ends with the sender, too.
                    let _ = stopped.await;
                });
                // Whatever hangs on purpose is let go; a hook that still runs is not waited for.
                runtime.shutdown_background();
            })
            .expect("a thread for the fake");
        Self {
            github,
            stop: Some(stop),
            thread: Some(thread),
            _dir: dir,
        }
    }

    /// The handle, to be cloned into other threads.
    #[must_use]
    pub fn handle(&self) -> GitHub {
        self.github.clone()
    }
}

impl Deref for FakeGitHub {
    type Target = GitHub;

    fn deref(&self) -> &GitHub {
        &self.github
    }
}

impl Drop for FakeGitHub {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It fails only if the thread is gone already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Thousands of small files come and go in a fault loop: memory takes a twentieth of a disk's time.
fn temporary() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

async fn accept(listener: std::net::TcpListener, github: GitHub) {
    let listener = TcpListener::from_std(listener).expect("a listener for tokio");
    let mut connections = 0;
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        connections += 1;
        let (github, connection) = (github.clone(), connections);
        tokio::spawn(async move {
            let service = service_fn(move |request| serve(github.clone(), connection, request));
            // An error here is a cut connection: a fault, or a client that went away.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// One request from its arrival to its answer. An error cuts the connection.
async fn serve(github: GitHub, connection: usize, request: Request<Incoming>) -> Result<Response<WireBody>, Cut> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
    let arrived = Arrived {
        connection,
        method: head.method.to_string(),
        target: head
            .uri
            .path_and_query()
            .map_or_else(|| head.uri.to_string(), ToString::to_string),
        headers: head
            .headers
            .iter()
            .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect(),
        body,
    };
    let (method, target) = (arrived.method.clone(), arrived.target.clone());
    let (ticket, hooks, gate) = {
        let mut world = github.world();
        let ticket = handle::arrive(&mut world, &arrived);
        (
            ticket,
            world.due_hooks(&method, &target),
            world.due_gate(&method, &target),
        )
    };
    let _in_flight = InFlight::enter(&github);
    if !hooks.is_empty() {
        let github = github.clone();
        // A hook may take its time or even send requests here itself.
        let ran = tokio::task::spawn_blocking(move || hooks.into_iter().for_each(|hook| hook(&github))).await;
        ran.map_err(|_| Cut)?;
    }
    let latency = github.world().latency;
    if !latency.is_zero() {
        wait(latency).await;
    }
    if let Some(gate) = gate {
        let _ = tokio::time::timeout(Duration::from_secs(1), gate.together.wait()).await;
    }
    let sent = handle::answer(&mut github.world(), &ticket, &arrived, &github.api_url());
    let (answer, body) = match sent {
        Sent::Nothing => return Err(Cut),
        Sent::Never => std::future::pending().await,
        Sent::Whole(answer) => {
            let body = WireBody::whole(answer.body.clone());
            (answer, body)
        }
        Sent::Slow(answer, pause) => {
            let body = WireBody::slow(&answer.body, Duration::from_millis(pause));
            (answer, body)
        }
        Sent::Stalled(answer) => {
            let body = WireBody::stalled(&answer.body);
            (answer, body)
        }
        Sent::Cut(answer) => {
            let body = WireBody::cut(&answer.body);
            (answer, body)
        }
    };
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    if !matches!(answer.status, 204 | 304) {
        response = response.header("content-length", answer.body.len());
    }
    response.body(body).map_err(|_| Cut)
}

#[allow(
    clippy::disallowed_methods,
    reason = "what is measured is real time; no test asks for it"
)]
async fn wait(latency: Duration) {
    tokio::time::sleep(latency).await;
}

/// The connection ends here.
#[derive(Debug)]
struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cut by a fault")
    }
}

impl std::error::Error for Cut {}

/// Counts a request as being in work until it is dropped.
struct InFlight(GitHub);

impl InFlight {
    fn enter(github: &GitHub) -> Self {
        let mut world = github.world();
        world.in_flight += 1;
        world.peak_in_flight = world.peak_in_flight.max(world.in_flight);
        Self(github.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.world().in_flight -= 1;
    }
}
