//! The program from outside: every dossier under examples/ goes through `hengji`, and what it writes is read back
//! by our own reader and by LibreOffice. Nothing here knows what an example says; what its report must hold stands
//! beside it in published.txt.

#[path = "suite/common.rs"]
#[allow(dead_code, reason = "used by tests of one feature or another")]
mod common;
#[path = "suite/editions.rs"]
mod editions;
#[path = "suite/figures.rs"]
mod figures;
#[path = "suite/office.rs"]
mod office;
#[path = "suite/same.rs"]
mod same;
#[path = "suite/tamper.rs"]
mod tamper;
