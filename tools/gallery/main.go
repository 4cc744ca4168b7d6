// Command gallery writes docs/gallery: one document of each kind a Norwegian club, kindergarten, freelancer or small company
// writes, as PDF and EHF, with an index.
//
// Every invoice is issued through billing on a company file of its own seller, as the program does it; nothing is drawn by
// hand. The same program gives the same files. It may import data, billing and its packages and assets; it is no part of the
// program that is shipped.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", filepath.Join("docs", "gallery"), "folder to write")
	flag.Parse()
	if err := run(context.Background(), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// run makes every document and puts the files in place of those that are there.
func run(ctx context.Context, out string) error {
	dir, err := os.MkdirTemp("", "gallery")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	sheets, err := hang(ctx, dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := clear(out); err != nil {
		return err
	}
	for _, f := range files(sheets) {
		if err := os.WriteFile(filepath.Join(out, f.name), f.content, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d documents in %s\n", len(sheets), out)
	return nil
}

// clear takes away what an earlier gallery left.
func clear(out string) error {
	for _, pattern := range []string{"*.pdf", "*.xml"} {
		old, err := filepath.Glob(filepath.Join(out, pattern))
		if err != nil {
			return err
		}
		for _, path := range old {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
