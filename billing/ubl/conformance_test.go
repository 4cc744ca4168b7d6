package ubl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/payref"
	"fakturist/billing/tax"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
	"fakturist/data"
)

const (
	conformanceDocs = 320 // documents that are issued and must pass
	brokenDocs      = 80  // documents broken by one øre or digit that are shown to the official validator as well
)

// TestConformance_OfficialValidatorPassesRandomDocuments issues random drafts on a real company file, writes their EHF and
// demands that the official validator finds nothing fatal, and our own rules neither. It then breaks the same documents by
// one øre or one digit: our rules must find every one, whatever the official ones do.
func TestConformance_OfficialValidatorPassesRandomDocuments(t *testing.T) {
	shared := os.Getenv("FAKTURIST_SHARED")
	if shared == "" {
		t.Skip("FAKTURIST_SHARED names no folder with peppol/validate.sh: the official validator is not asked")
	}
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good"), filepath.Join(dir, "broken")
	docs := issueRandom(t, conformanceDocs)
	for i, inv := range docs {
		b, err := ubl.Write(inv.Invoice)
		if err != nil {
			t.Fatal(err)
		}
		write(t, good, fmt.Sprintf("%03d-%s-%s.xml", i, inv.Document().Seller.OrgNo, inv.Number()), b)
		for _, f := range rule.CheckOwn(b, inv.kid) {
			if f.Flag == rule.Fatal {
				t.Errorf("document %d: %+v", i, f)
			}
		}
	}
	broken := breakAll(t, docs, bad)
	verdicts := validate(t, shared, good, bad)
	passed, warnings := 0, map[string]int{}
	for path, found := range verdicts {
		fatal := 0
		for _, f := range found {
			if f.flag == "fatal" {
				fatal++
			}
			if strings.HasPrefix(path, good) && f.flag == "fatal" {
				t.Errorf("%s: %s at %s: %s", filepath.Base(path), f.rule, f.place, f.text)
			} else if strings.HasPrefix(path, good) {
				warnings[f.rule]++
			}
		}
		if strings.HasPrefix(path, bad) && fatal == 0 {
			passed++
		}
	}
	held := census(docs)
	for _, want := range []string{"credit notes", "outside VAT", "foreign currency", "several rates", "adjusted", "prepaid", "payee", "attachments",
		"period", "KID", "line discounts", "price base", "fractional", "prices with VAT", "whole kroner", "rounded", "nothing to pay", "notice",
		"sales order", "cost code", "credits by amount", "credits by line", "freight", "reason codes", "negative lines", "line periods",
		"application/pdf", "image/png", "image/jpeg", "text/csv", kinds[4].mime, kinds[5].mime, "category S 25", "category S 15", "category S 12",
		"category S 11.11", "category Z 0", "category E 0", "category AE 0", "category G 0", "category K 0", "category O 0"} {
		if held[want] == 0 {
			t.Errorf("no document with %s: the generator went lame", want)
		}
	}
	t.Logf("official validator: %d documents, warnings %v", len(docs), warnings)
	t.Logf("census %v", held)
	t.Logf("broken by one øre or digit: %d, all found by our rules; of %d shown to the official validator it passes %d", broken, brokenDocs,
		passed+brokenDocs-countUnder(verdicts, bad))
}

func countUnder(verdicts map[string][]verdict, dir string) int {
	n := 0
	for path := range verdicts {
		if strings.HasPrefix(path, dir) {
			n++
		}
	}
	return n
}

// breakAll breaks every document in every way there is, demands that our rules find each, and writes a sample to dir.
func breakAll(t *testing.T, docs []issued, dir string) int {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	total := 0
	for i, inv := range docs {
		b, err := ubl.Write(inv.Invoice)
		if err != nil {
			t.Fatal(err)
		}
		all := breakages(t, b)
		sample := r.IntN(len(all))
		for j, change := range all {
			total++
			if fatal, _ := rule.Count(rule.CheckOwn(change.doc, inv.kid)); fatal == 0 {
				t.Errorf("document %d: %s is not found", i, change.what)
			}
			if j == sample && i < brokenDocs {
				write(t, dir, fmt.Sprintf("%03d.xml", i), change.doc)
			}
		}
	}
	return total
}

type change struct {
	what string
	doc  []byte
}

// breakages are the document with one amount an øre up, or one digit of KID, account or organisation number another.
func breakages(t *testing.T, doc []byte) []change {
	t.Helper()
	var out []change
	for _, name := range []string{"LineExtensionAmount", "TaxableAmount", "TaxAmount", "TaxExclusiveAmount", "TaxInclusiveAmount",
		"AllowanceTotalAmount", "ChargeTotalAmount", "PrepaidAmount", "PayableAmount", "Amount", "PaymentID", "CompanyID", "EndpointID"} {
		for at := 0; ; {
			start, end := element(doc, "cbc:"+name, at)
			if start < 0 {
				break
			}
			at = end
			if name == "CompanyID" && foreign(doc, start) {
				continue // how other countries check their numbers is theirs to say
			}
			if bytes.HasSuffix(doc[:start], []byte(`schemeID="0184">`)) {
				continue // a CVR number has no check digit anybody asks for
			}
			if name == "TaxAmount" && inNOKTotal(doc, start) {
				continue // the rate it was taken with stands nowhere in the document
			}
			if broken := bump(doc, start, end); broken != nil {
				out = append(out, change{fmt.Sprintf("%s %q one up", name, doc[start:end]), broken})
			}
		}
	}
	return append(out, breakAccount(doc)...)
}

func breakAccount(doc []byte) []change {
	i := bytes.Index(doc, []byte("<cac:PayeeFinancialAccount>"))
	if i < 0 {
		return nil
	}
	start, end := element(doc, "cbc:ID", i)
	return []change{{"account one up", bump(doc, start, end)}}
}

// element finds the text of the next element of a name from a place on.
func element(doc []byte, name string, from int) (start, end int) {
	for {
		i := bytes.Index(doc[from:], []byte("<"+name))
		if i < 0 {
			return -1, -1
		}
		from += i + len(name) + 1
		if c := doc[from]; c != '>' && c != ' ' {
			continue
		}
		start = from + bytes.IndexByte(doc[from:], '>') + 1
		return start, start + bytes.IndexByte(doc[start:], '<')
	}
}

// foreign tells whether a number is neither a Norwegian organisation number nor a Norwegian VAT number.
func foreign(doc []byte, at int) bool {
	return !bytes.HasSuffix(doc[:at], []byte(`schemeID="0192">`)) && !bytes.HasPrefix(doc[at:], []byte("NO"))
}

// inNOKTotal tells whether an amount is the VAT in NOK of a document in foreign currency.
func inNOKTotal(doc []byte, at int) bool {
	foreign := bytes.Contains(doc, []byte("<cbc:TaxCurrencyCode>"))
	return foreign && bytes.HasSuffix(doc[:at], []byte(`currencyID="NOK">`))
}

// bump changes the last digit of a text by one; nil when there is none.
func bump(doc []byte, start, end int) []byte {
	for i := end - 1; i >= start; i-- {
		if c := doc[i]; c >= '0' && c <= '9' {
			out := bytes.Clone(doc)
			out[i] = '0' + (c-'0'+1)%10
			return out
		}
	}
	return nil
}

// verdict is one line of the validator's answer.
type verdict struct{ rule, flag, place, text string }

// validate runs the official validator once over folders.
func validate(t *testing.T, shared string, dirs ...string) map[string][]verdict {
	t.Helper()
	cmd := exec.Command(filepath.Join(shared, "peppol", "validate.sh"), append([]string{"-t"}, dirs...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatalf("official validator: %v\n%s", err, stderr.String())
	}
	found := map[string][]verdict{}
	for line := range strings.Lines(string(out)) {
		f := strings.SplitN(strings.TrimRight(line, "\n"), "\t", 6)
		if len(f) != 6 {
			t.Fatalf("official validator says %q", line)
		}
		found[f[0]] = append(found[f[0]], verdict{f[2], f[3], f[4], f[5]})
	}
	return found
}

func write(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// issued is a document with the KID agreement of its seller.
type issued struct {
	billing.Invoice
	kid payref.Agreement
}

// issueRandom issues at least n random documents through the whole of billing, on real company files.
func issueRandom(t *testing.T, n int) []issued {
	t.Helper()
	var docs []issued
	for i, settings := range sellers() {
		company, faults := billing.CompanyFrom(settings)
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		for _, inv := range issueFor(t, uint64(i), settings, n/len(sellers())+1) {
			docs = append(docs, issued{inv, company.KID})
		}
	}
	return docs
}

var moment = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func issueFor(t *testing.T, seed uint64, settings billing.Settings, n int) []billing.Invoice {
	t.Helper()
	ctx := context.Background()
	store, err := data.Create(ctx, filepath.Join(t.TempDir(), "company.fakt"), settings, data.Options{Now: func() time.Time { return moment }})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 2026)), registered: settings["vat"] == "true"}
	var docs []billing.Invoice
	refused := map[string]int{}
	err = store.Update(ctx, func(tx *data.Tx) error {
		for _, c := range customers() {
			if _, err := tx.SaveCustomer(ctx, c); err != nil {
				return err
			}
		}
		for len(docs) < n && total(refused) < n {
			draft, err := prepayAll(ctx, tx, g, g.draft())
			if err != nil {
				return err
			}
			inv, err := issueOne(ctx, tx, draft)
			if !sorted(refused, err) {
				return err
			}
			if err != nil {
				continue
			}
			docs = append(docs, inv)
			for _, promise := range broken(inv) {
				t.Errorf("document %s: %s", inv.Number(), promise)
			}
			credits, err := creditSome(ctx, tx, g, inv)
			if !sorted(refused, err) {
				return err
			}
			docs = append(docs, credits...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total(refused)*4 > n {
		t.Errorf("too many drafts were refused to prove anything: %v", refused)
	}
	return docs
}

func total(m map[string]int) int {
	n := 0
	for _, c := range m {
		n += c
	}
	return n
}

// sorted counts a refusal that random drafts may well earn; it tells whether err is nothing worse.
func sorted(refused map[string]int, err error) bool {
	var f *billing.FaultError
	if err == nil {
		return true
	}
	if !errors.As(err, &f) {
		return false
	}
	for _, fault := range f.Faults.Fatal() {
		switch fault.Code {
		case "payable-negative", "credit-exceeds", "credit-nothing-left", "credit-rate-exceeds":
		default:
			return false
		}
		refused[fault.Code]++
	}
	return true
}

func issueOne(ctx context.Context, tx *data.Tx, d billing.Draft) (billing.Invoice, error) {
	id, err := tx.SaveDraft(ctx, d)
	if err != nil {
		return billing.Invoice{}, err
	}
	return billing.Issue(ctx, tx, moment, id, tax.Check)
}

// creditSome credits one invoice in three: the whole, a part of a line, or an amount. The whole and an amount are never
// refused, and take back to the øre what they should.
func creditSome(ctx context.Context, tx *data.Tx, g *generator, inv billing.Invoice) ([]billing.Invoice, error) {
	if g.IntN(3) > 0 || inv.Document().Totals.Payable.IsZero() {
		return nil, nil
	}
	d, kind, err := g.credit(inv)
	if err != nil {
		return nil, err
	}
	credit, err := issueOne(ctx, tx, d)
	if err != nil && kind != "line" {
		return nil, fmt.Errorf("credit %s of %s: %v", kind, inv.Number(), err) // no *FaultError: nothing random earns it
	}
	if err != nil {
		return nil, err
	}
	if diff := mirrored(inv.Document(), credit.Document()); kind == "whole" && diff != "" {
		return nil, fmt.Errorf("the whole credit of %s is no mirror of it: %s", inv.Number(), diff)
	}
	if promises := broken(credit); len(promises) > 0 {
		return nil, fmt.Errorf("credit note %s: %v", credit.Number(), promises)
	}
	return []billing.Invoice{credit}, nil
}

// prepayAll lets one draft in twelve be paid to the last øre before it is issued.
func prepayAll(ctx context.Context, tx *data.Tx, g *generator, d billing.Draft) (billing.Draft, error) {
	if !g.one(12) {
		return d, nil
	}
	d.Prepaid = dec("0")
	p, err := billing.Prepare(ctx, tx, moment, d, nil)
	if gross := p.Document.Totals.Payable; err == nil && gross.Sign() > 0 {
		d.Prepaid = gross.Decimal()
	}
	return d, err
}
