"""A month of sealed journals, judged once more: where terminals were wrong, and what does not fit together."""
