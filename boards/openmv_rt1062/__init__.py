"""An OpenMV Cam RT1062."""
