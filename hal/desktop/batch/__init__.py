"""SM2 signatures verified many at a time, by code that numba compiles; an extra of the package."""
