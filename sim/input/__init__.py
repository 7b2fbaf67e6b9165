"""What people write: text in UTF-8, TOML, moments."""
