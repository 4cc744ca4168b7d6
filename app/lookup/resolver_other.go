//go:build !windows && !darwin

package lookup

// systemServers are the resolvers of the machine.
func systemServers() ([]string, error) { return fromFile("/etc/resolv.conf") }
