"""The page in a real browser: Debian's Chromium, driven by Playwright, with a film where its camera would be."""
