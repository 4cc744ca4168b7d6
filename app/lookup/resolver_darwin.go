package lookup

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// systemServers are the resolvers of the machine: those of /etc/resolv.conf, which macOS keeps for programs like this one,
// else what scutil tells. It is asked by its full path, so that nobody puts another in its place.
func systemServers() ([]string, error) {
	if all, err := fromFile("/etc/resolv.conf"); err == nil && len(all) > 0 {
		return all, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/sbin/scutil", "--dns").Output()
	if err != nil {
		return nil, fmt.Errorf("ask scutil for resolvers: %w", err)
	}
	return ofCards([]card{{up: true, servers: readScutil(out)}}), nil
}
