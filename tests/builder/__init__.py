"""What tests are made of: keys, codes, lists, statements, journals, slots and captures, the same at every run."""
