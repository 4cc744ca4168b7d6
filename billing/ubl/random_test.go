package ubl_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/payref"
	"fakturist/billing/tax"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// randomDocs is how many documents of each seller are drawn here; the official validator sees others.
const randomDocs = 60

// TestWrite_RandomDocumentsAreReadBackWholeAndKeepOurRules draws documents as the conformance test does, without a company
// file: what was written is read back to the last field, and our own rules find nothing fatal.
func TestWrite_RandomDocumentsAreReadBackWholeAndKeepOurRules(t *testing.T) {
	docs := 0
	for i, settings := range sellers() {
		company, faults := billing.CompanyFrom(settings)
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		g := &generator{Rand: rand.New(rand.NewPCG(uint64(i), 11)), registered: company.VATRegistered}
		for range randomDocs {
			inv, ok := composed(company, g)
			if !ok {
				continue
			}
			docs++
			keeps(t, inv, company.KID)
		}
	}
	if docs < randomDocs*len(sellers())*3/4 {
		t.Errorf("%d documents: the generator went lame", docs)
	}
}

// composed is a random document, unless it is one of those that are refused.
func composed(company billing.Company, g *generator) (billing.Invoice, bool) {
	doc, faults := billing.Compose(company, billing.Customer{}, nil, g.draft(), cal.Of(moment))
	doc.Buyer, doc.CustomerNo = g.buyer.Party, g.buyer.No
	faults = append(faults, doc.Check(billing.CheckInput{Today: cal.Of(moment)})...)
	if len(append(faults, tax.Check(doc)...).Fatal()) > 0 {
		return billing.Invoice{}, false
	}
	kid := ""
	if !company.KID.IsZero() {
		kid, _ = company.KID.Compose(doc.CustomerNo, "10001")
	}
	return billing.RestoreInvoice(1, "10001", kid, time.Time{}, doc), true
}

func keeps(t *testing.T, inv billing.Invoice, kid payref.Agreement) {
	t.Helper()
	b, err := ubl.Write(inv)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rule.CheckOwn(b, kid) {
		if f.Flag == rule.Fatal {
			t.Errorf("%+v in\n%s", f, b)
			return
		}
	}
	got, err := ubl.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	trimmed := cmp.Comparer(func(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) })
	if diff := cmp.Diff(got.Document, asWritten(inv.Document()), cmpopts.EquateEmpty(), trimmed,
		cmpopts.IgnoreUnexported(billing.PricedAdjustment{})); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}
