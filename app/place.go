package app

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// DataFolder is where company files lie unless the user chooses another place.
func DataFolder() (string, error) {
	if dir := os.Getenv("FAKT_DATA"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the user's folder: %w", err)
	}
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Fakturist"), nil
		}
		return filepath.Join(home, "Fakturist"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Fakturist"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "fakturist"), nil
	}
	return filepath.Join(home, ".local", "share", "fakturist"), nil
}

// lastFile holds the path of the company file that was opened last.
const lastFile = "last-company"

// LastCompany is the company file that was opened last, or "" when there is none.
func LastCompany() string {
	dir, err := DataFolder()
	if err != nil {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(dir, lastFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// Remember makes path the company file that is opened without being named.
func Remember(path string) error {
	dir, err := DataFolder()
	if err != nil {
		return err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("remember %q: %w", path, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("remember %q: %w", path, err)
	}
	return WriteFile(filepath.Join(dir, lastFile), []byte(full+"\n"))
}

// WriteFile writes a file beside its place and renames it, so that nobody ever sees half of it.
func WriteFile(path string, b []byte) error {
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	defer os.Remove(f.Name()) // gone after the rename
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return nil
}
