//! Writes the sample report of the tests to the file named, to be looked at in Word, WPS or LibreOffice.

#[path = "../tests/suite/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the file to write, as sample.docx")?;
    let bytes = hengji_write::docx(&sample::document(), &hengji_document::Proof::default())?;
    std::fs::write(path, bytes)?;
    Ok(())
}
