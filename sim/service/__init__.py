"""The eligibility TEST service: who is registered, who may pass, and how a service goes wrong."""
