//! EDGE. The stack below octocrab: connections with a deadline, proxies, TLS, and each of our headers exactly once.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, Request, Uri, header};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioExecutor;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use tower::Service;
use tower::util::MapRequestLayer;

use super::api_url::ApiUrl;
use super::proxy::Proxies;
use crate::message::Message;
use crate::secret::Secret;

/// The version of the REST API that this program is written for.
const API_VERSION: &str = "2022-11-28";
const USER_AGENT: &str = concat!("traffic-ledger/", env!("CARGO_PKG_VERSION"));

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why no client can be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Without a root certificate no host can be trusted.
    #[error("no root certificates were found")]
    NoRoots(#[source] std::io::Error),
}

impl From<ClientError> for Message {
    fn from(error: ClientError) -> Self {
        let message = Self::new(Self::PROGRAM, error.to_string());
        let ClientError::NoRoots(source) = error;
        message
            .with_cause(source.to_string())
            .with_help("Install the system's CA bundle, or name one in `SSL_CERT_FILE`.")
    }
}

/// octocrab over our own stack. The token is sent to relative addresses only, that is to the API's origin.
pub(super) fn octocrab(
    api: &ApiUrl,
    proxies: &Proxies,
    token: Option<&Secret>,
    connect: Duration,
) -> Result<Octocrab, ClientError> {
    let connector = Deadline {
        inner: connector(api, proxies)?,
        within: connect,
    };
    let http: HyperClient<_, OctoBody> = HyperClient::builder(TokioExecutor::new()).build(connector);
    let base = api.uri().clone();
    let auth = token.map_or(AuthState::None, |token| AuthState::AccessToken {
        token: token.expose().to_owned().into(),
    });
    let built = OctocrabBuilder::new_empty()
        .with_service(http)
        .with_layer(&MapRequestLayer::new(with_headers))
        .with_layer(&MapRequestLayer::new(move |request| with_origin(request, &base)))
        .with_auth(auth)
        .build();
    match built {
        Ok(octocrab) => Ok(octocrab),
        Err(never) => match never {},
    }
}

/// Sets our headers in place of octocrab's: appended ones would go out twice.
fn with_headers(mut request: Request<OctoBody>) -> Request<OctoBody> {
    let headers = request.headers_mut();
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    headers.insert("x-github-api-version", HeaderValue::from_static(API_VERSION));
    if headers.get(header::CONTENT_LENGTH).is_some_and(|length| length == "0") {
        headers.remove(header::CONTENT_LENGTH);
    }
    request
}

/// Sends a relative address to the API; octocrab's own layer would put the API's path before that of any other host, too.
fn with_origin(mut request: Request<OctoBody>, base: &Uri) -> Request<OctoBody> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if request.uri().authority().is_none()
        && let (Some(scheme), Some(authority)) = (base.scheme(), base.authority())
    {
        let below = base.path().trim_end_matches('/');
        // A redirect that was followed has the API's path already.
        let path = match path.strip_prefix(below) {
            Some(rest) if rest.starts_with('/') => path.to_owned(),
            _ => format!("{below}{path}"),
        };
        let uri = Uri::builder().scheme(scheme.clone()).authority(authority.clone());
        if let Ok(uri) = uri.path_and_query(path).build() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// A way to the API, direct or through a proxy.
#[derive(Clone)]
enum Route {
    Direct(HttpsConnector<HttpConnector>),
    Proxied(HttpsConnector<Tunnel<HttpConnector>>),
}

fn connector(api: &ApiUrl, proxies: &Proxies) -> Result<Route, ClientError> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // Plain http, which only this machine may speak, needs no roots.
    let roots = if api.uri().scheme_str() == Some("https") {
        let config = rustls_config().with_native_roots().map_err(ClientError::NoRoots)?;
        config.with_no_client_auth()
    } else {
        rustls_config()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth()
    };
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(roots)
        .https_or_http()
        .enable_http1();
    let Some(proxy) = proxies.to(api) else {
        return Ok(Route::Direct(https.wrap_connector(tcp)));
    };
    let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp);
    if let Some(auth) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    Ok(Route::Proxied(https.wrap_connector(tunnel)))
}

fn rustls_config() -> rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier> {
    rustls::ClientConfig::builder()
}

type Stream<T> = <HttpsConnector<T> as Service<Uri>>::Response;

impl Service<Uri> for Route {
    type Response = Stream<HttpConnector>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self {
            Self::Direct(way) => way.poll_ready(context),
            Self::Proxied(way) => way.poll_ready(context),
        }
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        match self {
            Self::Direct(way) => Box::pin(way.call(to)),
            Self::Proxied(way) => Box::pin(way.call(to)),
        }
    }
}

/// Gives up a connection, TLS and proxy included, that takes too long.
#[derive(Clone)]
struct Deadline<C> {
    inner: C,
    within: Duration,
}

impl<C> Service<Uri> for Deadline<C>
where
    C: Service<Uri, Error = BoxError>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = self.inner.call(to);
        let within = self.within;
        Box::pin(async move {
            match tokio::time::timeout(within, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(format!("no connection within {} s", within.as_secs()).into()),
            }
        })
    }
}
