//! Zip packages, inflated within limits.

use crate::{Limits, ReadError};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The first bytes of old binary Office files, and of new ones with a password.
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
/// Beyond this size the ratio counts.
const RATIO_FROM: u64 = 1 << 20;

/// An open package.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
    left: u64,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: Limits) -> Result<Archive<'a>, ReadError> {
        if bytes.starts_with(COMPOUND_FILE) {
            return Err(ReadError::OldOrLocked);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| {
            if bytes.starts_with(b"PK") { ReadError::Damaged(e.to_string()) } else { ReadError::NotAnArchive }
        })?;
        if zip.len() > limits.parts {
            return Err(ReadError::TooMany(limits.parts));
        }
        Ok(Archive { zip, limits, left: limits.inflated })
    }

    /// Names of all parts, in the order of the archive.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip.file_names().flatten().map(|it| it.into_owned()).collect()
    }

    /// The text of a part; nothing when there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        String::from_utf8(bytes).map(Some).map_err(|_| ReadError::Encoding(name.to_owned()))
    }

    /// Counts while inflating: the sizes that the archive states may be false.
    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let damaged = |e: &dyn std::fmt::Display| ReadError::Damaged(e.to_string());
        let mut file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(e) => return Err(damaged(&e)),
        };
        let by_ratio = file.compressed_size().saturating_mul(self.limits.ratio).max(RATIO_FROM);
        let most = self.left.min(by_ratio);
        let mut out = Vec::new();
        file.by_ref().take(most.saturating_add(1)).read_to_end(&mut out).map_err(|e| damaged(&e))?;
        let read = u64::try_from(out.len()).unwrap_or(u64::MAX);
        if read > most {
            return Err(ReadError::TooLarge(most));
        }
        self.left -= read;
        Ok(Some(out))
    }
}
