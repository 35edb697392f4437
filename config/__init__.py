"""What every process must agree on: settings, wire events, Redis keys, documents, errors, clients."""
