package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// ReadDrafts reads one draft or an array of them. Attachments named by path are read from folder. Every fault comes with
// the draft it stands in; unknown fields are refused by name.
func ReadDrafts(b []byte, folder string) ([]billing.Draft, billing.Faults) {
	parts, faults := oneOrMany(b)
	many := len(parts) != 1
	var drafts []billing.Draft
	for i, part := range parts {
		d, more := readDraft(part, folder)
		if many {
			more = within(fmt.Sprintf("drafts[%d]", i), more)
		}
		faults = append(faults, more...)
		drafts = append(drafts, d)
	}
	if len(parts) == 0 {
		faults.Add("json-empty", "")
	}
	return drafts, faults
}

func readDraft(b []byte, folder string) (billing.Draft, billing.Faults) {
	d, err := billing.ReadDraft(b)
	if err != nil {
		return d, jsonFaults(b, err)
	}
	faults := checkNumbers(d)
	for i := range d.Attachments {
		readAttachment(&d.Attachments[i], folder, fmt.Sprintf("attachments[%d]", i), &faults)
	}
	return d, faults
}

// readAttachment fills in content, name and type from the path; the content's own beginning must agree with its ending.
func readAttachment(a *billing.Attachment, folder, place string, faults *billing.Faults) {
	if len(a.Content) == 0 && a.Path != "" {
		path := a.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		b, err := readLimited(path, billing.MaxAttachment)
		if err != nil {
			faults.Add("attachment-unreadable", place+".path", "path", a.Path)
			return
		}
		a.Content = b
		if a.Name == "" {
			a.Name = filepath.Base(a.Path)
		}
	}
	a.Path = ""
	if a.MIME == "" {
		a.MIME = billing.AttachmentMIME(a.Name)
	}
	*faults = append(*faults, billing.CheckAttachment(*a, place)...)
}

func readLimited(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %q: larger than %d bytes, or not a file", path, limit)
	}
	return os.ReadFile(path)
}

// Limits of the numbers in a draft: an exponent is cheap to write and dear to compute with.
const (
	maxDigits   = 30
	maxExponent = 15
)

// checkNumbers refuses numbers no draft needs, before anything is computed with them.
func checkNumbers(d billing.Draft) billing.Faults {
	var faults billing.Faults
	d.Numbers(func(path string, numbers ...decimal.Decimal) {
		if slices.ContainsFunc(numbers, tooLong) {
			faults.Add("number-too-long", path)
		}
	})
	return faults
}

func tooLong(n decimal.Decimal) bool {
	return n.Exponent() > maxExponent || n.Exponent() < -maxExponent || n.NumDigits() > maxDigits
}
