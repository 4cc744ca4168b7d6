package channel

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteWhole writes a file under another name, to the disk, and renames it, so that nobody meets half of it. What a program that
// was killed left under the other name, the next attempt writes over.
func WriteWhole(path string, b []byte, mode fs.FileMode) error {
	dir, name := filepath.Split(path)
	temp := filepath.Join(dir, "."+name+".part")
	if err := WriteSynced(temp, b, mode); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return errors.Join(os.Rename(temp, path), SyncDir(filepath.Dir(path)))
}

// WriteSynced writes a file to the disk under its own name.
func WriteSynced(path string, b []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// SyncDir puts the names of a folder on the disk. Windows and some network disks cannot, and keep names by themselves.
func SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}
