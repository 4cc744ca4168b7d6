//go:build !linux

package data_test

import "os"

// fdatasync brings a file to the disk.
func fdatasync(f *os.File) error { return f.Sync() }
