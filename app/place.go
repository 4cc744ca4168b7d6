package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
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

// WriteFile writes a file beside its place and renames it, so that nobody ever sees half of it. It never writes over a company
// file (file-exists); what cannot be written is a refusal with the reason (file-unwritable, disk-full).
func WriteFile(path string, b []byte) error {
	if isCompanyFile(path) {
		return refuse("file-exists", path, "file", path)
	}
	err := replaceFile(path, b)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return errors.Join(refuse("disk-full", path, "file", path), err)
	}
	return errors.Join(refuse("file-unwritable", path, "file", path), fmt.Errorf("write %q: %w", path, err))
}

func replaceFile(path string, b []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, b, 0o644) // a device or a pipe takes what it is given; nothing is put in its place
	}
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone after the rename
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// isCompanyFile tells whether a company file lies at a place, by the mark in its head.
func isCompanyFile(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 72)
	if _, err := io.ReadFull(f, head); err != nil {
		return false
	}
	return string(head[:15]) == "SQLite format 3" && string(head[68:72]) == "FAKT" // https://sqlite.org/fileformat.html, 1.3.16
}
