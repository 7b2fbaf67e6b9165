"""Static pages that judge a code in the browser: nothing is installed, nothing is sent."""
