"""An ESP32-S3."""
