//! The program from outside: every dossier under examples/ goes through `hengji`, and what it writes is read back
//! by our own reader and by LibreOffice. Nothing here knows what an example says; what its report must hold stands
//! beside it in published.txt.

#[path = "suite/bad.rs"]
mod bad;
#[path = "suite/changes.rs"]
mod changes;
#[path = "suite/common.rs"]
mod common;
#[path = "suite/editions.rs"]
mod editions;
#[path = "suite/figures.rs"]
mod figures;
#[path = "suite/forms.rs"]
mod forms;
#[path = "suite/office.rs"]
mod office;
#[path = "suite/same.rs"]
mod same;
#[path = "suite/tamper.rs"]
mod tamper;
#[path = "suite/words.rs"]
mod words;
