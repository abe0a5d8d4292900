//! Dossiers on disk (档案的文件形式): a folder or one workbook, read and written.
//!
//! This is the one engine room that touches files. It knows where things lie, in which encoding and how they
//! are written without ever being half written; what the cells mean is for room `model`.
//!
//! [`open`] gives the plain parts, [`read`] the model; [`write_folder`] and [`write_workbook`] write the parts
//! back, and lose nothing: unknown tables, columns and sheets, comments, and short texts that lie beside.
//!
//! [`new`] and [`new_from`] make a dossier to start from.
//!
//! Reading order: [`found`], [`files`], [`open`], [`folder`], [`book_out`], [`book_in`], [`evidence`],
//! [`atomic`].

pub mod atomic;
pub mod book_in;
pub mod book_out;
pub mod evidence;
pub mod files;
pub mod folder;
pub mod found;
pub mod grid;
mod opening;
mod records;
mod renew;
mod sheets;
mod starter;

pub use atomic::{write_file, write_package};
pub use book_out::write_workbook;
pub use evidence::EvidenceFile;
pub use folder::write_folder;
pub use opening::{Form, How, Opened, Refused, open, read};
pub use renew::new_from;
pub use starter::new;
