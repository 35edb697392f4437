"""The socket hub: authenticates a socket, turns an event into an act, fans out what the streams say."""
