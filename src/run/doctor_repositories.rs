//! EDGE. What `doctor` asks of each repository: whether its traffic can be read and, with `ci-clones`, the runs of its CI.

use futures_util::StreamExt as _;
use futures_util::stream;

use super::Message;
use super::health::{self, Warning};
use crate::cli::RunInputs;
use crate::doctor::facts::RepositoryFacts;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::Endpoint;
use crate::github::identify::{Identity, identify};
use crate::github::{Client, ci_clones, diagnosis};

/// Asks about those of a list, and those that are named. `second` is the client that may read runs which the first may not.
pub(super) async fn repositories(
    client: &Client,
    second: Option<&Client>,
    listed: Vec<Identity>,
    named: Vec<RepositoryName>,
    inputs: &RunInputs,
) -> Vec<RepositoryFacts> {
    let listed = listed
        .into_iter()
        .map(|identity| (identity.name.clone(), Some(identity)));
    let named = named.into_iter().map(|name| (name, None));
    let ask = |(name, identity): (RepositoryName, Option<Identity>)| async move {
        let identified = match identity {
            Some(identity) => Ok(identity),
            None => identify(client, &name).await,
        };
        let (identity, failure) = match identified {
            Ok(identity) => (Some(identity), None),
            Err(error) => (None, Some(error)),
        };
        let traffic = match inputs.reads_traffic() {
            true => diagnosis::traffic(client, &name).await,
            false => failure.map_or(Ok(()), Err),
        };
        let known = identity.as_ref();
        let ci_runs = match known.filter(|_| inputs.ci_clones && inputs.reads_traffic()) {
            Some(identity) => Some(ci_runs(client, second, identity).await),
            None => None,
        };
        RepositoryFacts {
            is_identified: known.is_some(),
            private: known.and_then(Identity::private),
            archived: known.and_then(Identity::archived),
            pushed: known.and_then(|identity| identity.pushed_at),
            traffic: traffic.map_err(|error| Message::from(&error).with_title(name.to_string())),
            ci_runs,
            name,
        }
    };
    stream::iter(listed.chain(named))
        .map(ask)
        .buffered(inputs.concurrency.max(1))
        .collect()
        .await
}

/// Whether the runs of a repository can be read; or what a run would say.
async fn ci_runs(client: &Client, second: Option<&Client>, identity: &Identity) -> Result<(), Message> {
    let address = format!("/repositories/{}", identity.id);
    let answer = ci_clones::look(client, &address, second).await;
    answer.map_err(|error| {
        let warning = Warning::failed(Endpoint::CiClones, &error);
        health::message(&[&(identity.name.clone(), warning)])
    })
}
