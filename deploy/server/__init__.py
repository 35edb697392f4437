"""What a server of one's own needs beside the processes: secrets, database accounts, backup and restore."""
