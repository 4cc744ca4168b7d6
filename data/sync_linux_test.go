package data_test

import (
	"os"
	"syscall"
)

// fdatasync brings a file's bytes to the disk, without its times.
func fdatasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
