"""CodeConnections, under both its names: connections, hosts, repository links, sync."""
