"""Statistics as files: XLSX, PDF and JSON, and the page where they are fetched."""
