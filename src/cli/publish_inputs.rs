//! EDGE. What a command that brings in traffic may publish, typed.

use crate::cli::inputs;
use crate::cli::reader::InputReader;
use crate::domain::privacy::Privacy;

/// What a command that brings in traffic may publish.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublishInputs {
    /// What of the traffic is kept.
    pub privacy: Privacy,
    /// Whether a public store may hold the traffic of private repositories.
    pub private: bool,
}

impl PublishInputs {
    /// The flags that say the same on a command line of `import`, each with a space before it. What a run has removed from its
    /// snapshots, an import need not remove.
    pub(in crate::cli) fn flags(self) -> String {
        let flags = [
            (self.privacy.keep_queries, " --keep-queries"),
            (self.private, " --publish-private"),
        ];
        flags
            .iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, flag)| *flag)
            .collect()
    }

    pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Self> {
        let publish = inputs::publish::read(reader);
        let keep_queries = inputs::keep_queries::read(reader);
        let private = inputs::publish_private::read(reader);
        Some(Self {
            privacy: Privacy {
                publish: publish?,
                keep_queries: keep_queries?,
            },
            private: private?,
        })
    }
}
