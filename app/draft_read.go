package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// maxAttachment is what one attachment may weigh; access points take 10 MB in all.
const maxAttachment = 5 << 20

// attachmentTypes are the kinds of file EN 16931 lets an invoice carry (BR-CL-24), by ending.
var attachmentTypes = map[string]string{
	".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".csv": "text/csv",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".ods":  "application/vnd.oasis.opendocument.spreadsheet",
}

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
		b, err := readLimited(path, maxAttachment)
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
	mime := attachmentTypes[strings.ToLower(filepath.Ext(a.Name))]
	if a.MIME == "" {
		a.MIME = mime
	}
	switch {
	case len(a.Content) == 0:
		faults.Add("attachment-empty", place, "name", a.Name)
	case len(a.Content) > maxAttachment:
		faults.Add("attachment-too-large", place, "name", a.Name, "limit", fmt.Sprint(maxAttachment))
	case mime == "" || a.MIME != mime:
		faults.Add("BR-CL-24", place+".mime", "name", a.Name, "mime", a.MIME)
	case !contentAgrees(a.Content, mime):
		faults.Add("attachment-not-what-it-says", place, "name", a.Name, "mime", mime)
	}
}

func contentAgrees(b []byte, mime string) bool {
	switch mime {
	case "application/pdf", "image/png", "image/jpeg":
		return http.DetectContentType(b) == mime
	case "text/csv":
		return true
	}
	return isSpreadsheet(b)
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

// checkNumbers refuses numbers no invoice needs, before anything is computed with them.
func checkNumbers(d billing.Draft) billing.Faults {
	var faults billing.Faults
	check := func(path string, numbers ...decimal.Decimal) {
		for _, n := range numbers {
			if n.Exponent() > maxExponent || n.Exponent() < -maxExponent || n.NumDigits() > maxDigits {
				faults.Add("number-too-long", path)
				return
			}
		}
	}
	for i, l := range d.Lines {
		place := fmt.Sprintf("lines[%d].", i)
		check(place+"quantity", l.Quantity)
		check(place+"price", l.Price)
		check(place+"priceBase", l.PriceBase)
		check(place+"vat", l.VAT.Rate)
		if l.Discount != nil {
			check(place+"discount", l.Discount.Percent, l.Discount.Amount)
		}
	}
	for i, a := range d.Adjustments {
		check(fmt.Sprintf("adjustments[%d]", i), a.Percent, a.Amount, a.VAT.Rate)
	}
	check("prepaid", d.Prepaid)
	check("exchangeRate", d.ExchangeRate)
	return faults
}
