//! Document tree and fonts to PDF (版式文件); the only room that knows typst.
