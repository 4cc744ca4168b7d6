package data_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// The SQLite driver is C translated to Go for one exact version of its C library; another one may corrupt files.
func TestLibc_IsTheVersionTheDriverAsksFor(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-json", "modernc.org/sqlite", "modernc.org/libc").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var module struct{ Path, Version, GoMod string }
	dec := json.NewDecoder(bytes.NewReader(out))
	if err = dec.Decode(&module); err != nil || module.Path != "modernc.org/sqlite" {
		t.Fatalf("%+v: %v", module, err)
	}
	driver, err := os.ReadFile(module.GoMod)
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(driver)
	if asked == nil {
		t.Fatalf("%s asks for no modernc.org/libc", module.GoMod)
	}
	if err = dec.Decode(&module); err != nil || module.Path != "modernc.org/libc" {
		t.Fatalf("%+v: %v", module, err)
	}
	if module.Version != string(asked[1]) {
		t.Errorf("modernc.org/libc %s, the driver asks for %s", module.Version, asked[1])
	}
}
