"""One adapter per chat channel, all behind `protocol.ChatChannel`."""
