package peppol_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/billing"
)

// TestConformance_DocumentsPassTheOfficialValidator: the reminder of the tests passes, and a document to a private person lacks
// nothing but the address in the network that no private person has.
func TestConformance_DocumentsPassTheOfficialValidator(t *testing.T) {
	validator := filepath.Join(os.Getenv("FAKTURIST_SHARED"), "peppol", "validate.sh")
	if _, err := os.Stat(validator); err != nil || os.Getenv("FAKTURIST_SHARED") == "" {
		t.Skip("SKIPPED: the official validator is not there: FAKTURIST_SHARED=" + os.Getenv("FAKTURIST_SHARED"))
	}
	box, dir := open(t), t.TempDir()
	f, err := channelOf(t, billing.EFaktura, maventaConfig(box), "x").Freeze(context.Background(), toPerson(t, billing.EFaktura, "90000000"))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"reminder.xml": reminderXML(t), "person.xml": carried(t, f.Bytes)} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(validator, "-t", "-W", dir).CombinedOutput()
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ended.ExitCode() != 1) {
		t.Fatalf("validator: %v\n%s", err, out)
	}
	fatal := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) < 4 {
			continue
		}
		if fatal++; filepath.Base(fields[0]) != "person.xml" || fields[2] != "PEPPOL-EN16931-R010" {
			t.Errorf("%s", line)
		}
	}
	if fatal != 1 {
		t.Errorf("%d fatal findings, want the address of the private person alone:\n%s", fatal, out)
	}
	t.Logf("official validator: 2 documents, %d fatal finding known beforehand", fatal)
}
