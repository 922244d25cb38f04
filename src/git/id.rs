//! PURE. The ids of git's objects (SHA-1), one type for each kind of object.

use std::fmt;

use sha1::{Digest, Sha1};

/// The bytes of a SHA-1.
const LENGTH: usize = 20;

/// Declares the id of one kind of object.
macro_rules! object_id {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// Reads forty hexadecimal digits; `None` for anything else.
            #[must_use]
            pub fn from_hex(hex: &str) -> Option<Self> {
                parse(hex).map(Self)
            }

            /// The id with these twenty bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
                Self(bytes)
            }

            /// The twenty bytes, as they are written into a tree.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; LENGTH] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

object_id! {
    /// The id of a blob, that is of a file's content.
    BlobId
}
object_id! {
    /// The id of a tree, that is of a folder.
    TreeId
}
object_id! {
    /// The id of a commit.
    CommitId
}

impl BlobId {
    /// The id that git gives to this content: SHA-1 over `blob <length>\0<content>`.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self(hash("blob", content))
    }
}

impl TreeId {
    /// The id that git gives to a tree with these encoded entries: SHA-1 over `tree <length>\0<entries>`.
    pub(super) fn of(entries: &[u8]) -> Self {
        Self(hash("tree", entries))
    }
}

fn hash(kind: &str, content: &[u8]) -> [u8; LENGTH] {
    let mut sha1 = Sha1::new();
    sha1.update(format!("{kind} {}\0", content.len()));
    sha1.update(content);
    sha1.finalize().into()
}

fn parse(hex: &str) -> Option<[u8; LENGTH]> {
    if hex.len() != 2 * LENGTH || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut id = [0; LENGTH];
    for (index, byte) in id.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_its_own_text() {
        // `git hash-object --stdin </dev/null`
        let text = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        assert_eq!(BlobId::of(b"").to_string(), text);
        assert_eq!(BlobId::from_hex(text), Some(BlobId::of(b"")));
    }

    #[test]
    fn anything_but_forty_hexadecimal_digits_is_refused() {
        for text in [
            "",
            "e69de29",
            "+69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
            "é".repeat(20).as_str(),
        ] {
            assert_eq!(CommitId::from_hex(text), None, "{text:?}");
        }
    }
}
