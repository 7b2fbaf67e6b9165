"""Field machines in machine code: their descriptions, and the assemblers that write hal/engine/generated/ from them."""
