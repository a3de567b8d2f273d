"""The practice shop `outlet`: a single-page app."""
