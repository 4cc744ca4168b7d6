//go:build unix

package realtest

import (
	"os/exec"
	"syscall"
)

// inGroup puts a server and what it starts into a group of its own.
func inGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends a server and what it started.
func killGroup(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // one that ended already is no trouble
}
