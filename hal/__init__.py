"""The hardware side: it touches the world and never decides. `interfaces.pyi` holds every obligation."""
