"""The REST API and the static files, mounted in the hub or served by replicas of their own."""
