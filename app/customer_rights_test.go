package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"testing"

	"fakturist/app"
	"fakturist/billing"

	"github.com/shopspring/decimal"
)

func TestCustomerRights_ExportTellsAllAndEraseKeepsWhatTheLawAsksFor(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	number := billKari(t, c)

	b, err := c.ExportCustomer(ctx, "2")
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, b)
	for _, name := range []string{"customer.json", "documents/" + number + ".json"} {
		if !bytes.Contains(files[name], []byte("Kari Ødegård")) {
			t.Errorf("%s does not name her: %.200s", name, files[name])
		}
	}
	stored, err := c.PDF(ctx, number)
	if err != nil || !bytes.Equal(files["documents/"+number+".pdf"], stored) {
		t.Errorf("the PDF differs from the stored one: %v", err)
	}

	if _, err := c.EraseCustomer(ctx, "2"); app.Faults(err).Codes()[0] != "customer-owes" {
		t.Errorf("erase with a debt: %v", err)
	}
	if _, err := c.Credit(ctx, number, nil, "feil", app.Issuing{}); err != nil {
		t.Fatal(err)
	}
	kept, err := c.EraseCustomer(ctx, "2")
	if err != nil || kept != 2 {
		t.Fatalf("erase: %d documents kept, %v", kept, err)
	}
	card, err := c.Customer(ctx, "2")
	if err != nil || card.Name == "Kari Ødegård" || card.Email != "" || card.Address.Street != "" {
		t.Errorf("still known: %+v, %v", card.Party, err)
	}
	inv, err := c.Invoice(ctx, number)
	if err != nil || inv.Document().Buyer.Name != "Kari Ødegård" {
		t.Errorf("the document lost its buyer: %v", err)
	}
	if after, err := c.PDF(ctx, number); err != nil || !bytes.Equal(after, stored) {
		t.Errorf("the PDF changed: %v", err)
	}
	mustVerify(t, c)
}

// billKari issues one invoice to customer 2.
func billKari(t *testing.T, c *app.Company) (number string) {
	t.Helper()
	d := billing.Draft{Lines: []billing.Line{{Item: "Treningsavgift", Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(500),
		VAT: billing.Rate(decimal.NewFromInt(25))}}}
	d.Customer.No = "2"
	id, err := c.SaveDraft(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	issued, refused, err := c.Issue(context.Background(), []int64{id}, app.Issuing{})
	if err != nil || len(issued) != 1 {
		t.Fatalf("issue: %v %v", refused, err)
	}
	return issued[0].Number()
}

func unzip(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return files
}
