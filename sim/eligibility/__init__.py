"""Eligibility on a desktop: snapshots as people write them, as signed files, and installed beside a gate."""
