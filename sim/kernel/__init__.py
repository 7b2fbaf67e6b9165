"""Field machines in machine code: their descriptions, and the assemblers that write hal/engine/ from them."""
