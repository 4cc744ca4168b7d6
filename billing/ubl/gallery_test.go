package ubl_test

import (
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing/ubl/rule"
)

// gallery is where documents stand for people to look at; tools/gallery writes it.
const gallery = "../../docs/gallery"

func galleryFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(gallery, "*.xml"))
	if err != nil || len(paths) < 24 {
		t.Fatalf("%d documents in %s, %v", len(paths), gallery, err)
	}
	return paths
}

func TestGallery_BreaksNoRuleOfOurs(t *testing.T) {
	for _, path := range galleryFiles(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range rule.Check(b) {
			if f.Flag == rule.Fatal {
				t.Errorf("%s: %+v", filepath.Base(path), f)
			}
		}
	}
}

// TestConformance_OfficialValidatorPassesTheGallery shows every EHF of docs/gallery to the official validator.
func TestConformance_OfficialValidatorPassesTheGallery(t *testing.T) {
	shared := os.Getenv("FAKTURIST_SHARED")
	if shared == "" {
		t.Skip("FAKTURIST_SHARED names no folder with peppol/validate.sh: the official validator is not asked")
	}
	paths, warnings := galleryFiles(t), 0
	for path, found := range validate(t, shared, paths...) {
		for _, f := range found {
			if f.flag == "fatal" {
				t.Errorf("%s: %s at %s: %s", filepath.Base(path), f.rule, f.place, f.text)
			} else {
				warnings++
			}
		}
	}
	t.Logf("official validator: %d documents of the gallery, nothing fatal, %d warnings", len(paths), warnings)
}
