"""QR symbols of frames and pictures, whatever state they are in."""
