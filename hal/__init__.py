"""The hardware side: it operates devices and never decides. `interfaces.pyi` holds every obligation."""
