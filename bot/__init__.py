"""Chat with customers and officers: channels carry, the dialogue talks."""
