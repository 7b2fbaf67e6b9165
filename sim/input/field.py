"""What a field of four bytes holds, as times and identities of codes, lists and records are."""

U32_MAX = 0xFFFFFFFF
