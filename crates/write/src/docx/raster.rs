//! Drawings as pixels, for programs that do not show vectors.

#![expect(clippy::disallowed_types, reason = "resvg scales by float")]

use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// Pixels a millimetre: 203 dots an inch.
const PIXELS_PER_MM: u32 = 8;
/// Largest side of a picture in pixels.
const SIDE_MAX: u32 = 4000;

/// Turns the drawings of a document into pixels, with the fonts given to it.
///
/// Without fonts the picture has shapes but no labels; the vectors beside it keep theirs, and programs that
/// show vectors (Word since 2016) do not look at it.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    fonts: Arc<usvg::fontdb::Database>,
}

impl Raster {
    /// A raster with fonts as bytes of font files; the first one serves where a chart's own faces are missing.
    pub fn new(fonts: impl IntoIterator<Item = Vec<u8>>) -> Raster {
        let mut database = usvg::fontdb::Database::new();
        for bytes in fonts {
            database.load_font_data(bytes);
        }
        let first = database.faces().next().and_then(|it| it.families.first()).map(|it| it.0.clone());
        if let Some(family) = first {
            database.set_serif_family(family.clone());
            database.set_sans_serif_family(family);
        }
        Raster { fonts: Arc::new(database) }
    }

    /// A drawing as PNG, `width_mm` wide; nothing when it is no drawing.
    pub(super) fn png(&self, svg: &str, width_mm: u32) -> Option<Vec<u8>> {
        let options = usvg::Options { fontdb: self.fonts.clone(), ..usvg::Options::default() };
        let tree = usvg::Tree::from_str(svg, &options).ok()?;
        let size = tree.size();
        let wanted = width_mm.saturating_mul(PIXELS_PER_MM).clamp(1, SIDE_MAX) as f32;
        let scale = (wanted / size.width()).min(SIDE_MAX as f32 / size.height());
        let side = |length: f32| ((length * scale).round() as u32).clamp(1, SIDE_MAX);
        let mut pixels = tiny_skia::Pixmap::new(side(size.width()), side(size.height()))?;
        pixels.fill(tiny_skia::Color::WHITE);
        resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels.encode_png().ok()
    }
}
