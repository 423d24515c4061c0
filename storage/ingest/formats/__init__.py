"""How files become frames: bytes, then raw tables of text, then typed columns, then checked rows."""
