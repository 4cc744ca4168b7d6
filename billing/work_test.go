package billing_test

import (
	"errors"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyWork draws hours, expenses and mileage of one customer and project.
func anyWork(t *rapid.T) []billing.Work {
	kinds := []billing.WorkKind{billing.WorkHours, billing.WorkExpense, billing.WorkMileage}
	n := rapid.IntRange(1, 12).Draw(t, "rows")
	out := make([]billing.Work, n)
	for i := range out {
		out[i] = billing.Work{ID: int64(i + 1), CustomerNo: "2", Project: "Bad", Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Date:     cal.Date{Year: 2026, Month: 11, Day: rapid.IntRange(1, 28).Draw(t, "day")},
			Person:   rapid.SampledFrom([]string{"Ola", "Kari", ""}).Draw(t, "person"),
			Text:     rapid.SampledFrom([]string{"Maling", "Sparkling"}).Draw(t, "text"),
			Quantity: decimal.New(rapid.Int64Range(-20, 400).Draw(t, "quantity"), -2), Price: decimal.New(rapid.Int64Range(1, 3).Draw(t, "price"), 2),
			VAT: billing.Rate(decimal.NewFromInt(rapid.SampledFrom([]int64{25, 15}).Draw(t, "vat")))}
		if rapid.Bool().Draw(t, "receipt") {
			out[i].Receipt = &billing.Attachment{Name: rapid.SampledFrom([]string{"a.pdf", "b.pdf"}).Draw(t, "name"), Content: []byte("%PDF-")}
		}
	}
	return out
}

func TestWorkDraft_LosesNoHourAndNoReceipt(t *testing.T) {
	titles := map[billing.WorkKind]string{billing.WorkHours: "Timer", billing.WorkExpense: "Utlegg", billing.WorkMileage: "Kjøring"}
	rapid.Check(t, func(r *rapid.T) {
		work := anyWork(r)
		by := rapid.SampledFrom([]billing.WorkGrouping{billing.EachWork, billing.ByText, billing.ByPerson, billing.BySumTotal}).Draw(r, "by")
		d, err := billing.WorkDraft(work, by, titles)
		if err != nil {
			r.Fatal(err)
		}
		want, got := map[string]decimal.Decimal{}, map[string]decimal.Decimal{} // sums by VAT
		var ids []int64
		for _, w := range work {
			want[w.VAT.Rate.String()] = want[w.VAT.Rate.String()].Add(w.Quantity.Mul(w.Price))
		}
		for _, l := range d.Lines {
			got[l.VAT.Rate.String()] = got[l.VAT.Rate.String()].Add(l.Quantity.Mul(l.Price))
			ids = append(ids, l.Source.Work...)
			checkGroup(r, work, by, l)
		}
		for rate, sum := range want {
			if !got[rate].Equal(sum) {
				r.Fatalf("%s per cent: %s, want %s", rate, got[rate], sum)
			}
		}
		slices.Sort(ids)
		if len(ids) != len(work) || len(slices.Compact(ids)) != len(work) {
			r.Fatalf("rows %v of %d", ids, len(work))
		}
		checkReceipts(r, work, d)
	})
}

// checkGroup wants every row of a line to be of its kind, price and period.
func checkGroup(r *rapid.T, work []billing.Work, by billing.WorkGrouping, l billing.Line) {
	if by == billing.EachWork && len(l.Source.Work) != 1 {
		r.Fatalf("a line of %d rows", len(l.Source.Work))
	}
	for _, id := range l.Source.Work {
		w := work[id-1]
		if w.UnitCode() != l.Unit || !w.Price.Equal(l.Price) || !w.VAT.Rate.Equal(l.VAT.Rate) || w.Date.Before(l.Period.From) || w.Date.After(l.Period.To) {
			r.Fatalf("row %+v on line %+v", w, l)
		}
	}
}

// checkReceipts wants every receipt under a name of its own.
func checkReceipts(r *rapid.T, work []billing.Work, d billing.Draft) {
	want := 0
	for _, w := range work {
		if w.Receipt != nil {
			want++
		}
	}
	names := map[string]bool{}
	for _, a := range d.Attachments {
		names[a.Name] = true
		if billing.AttachmentMIME(a.Name) == "" {
			r.Fatalf("receipt renamed to %q, which is of no kind", a.Name)
		}
	}
	if len(names) != want || len(d.Attachments) != want {
		r.Fatalf("%d receipts under %d names, want %d", len(d.Attachments), len(names), want)
	}
}

func TestWorkDraft_RefusesWhatIsNotOneInvoice(t *testing.T) {
	one := billing.Work{ID: 1, CustomerNo: "2", Kind: billing.WorkHours, Date: cal.Date{Year: 2026, Month: 11, Day: 3}, Text: "Maling",
		Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(900)}
	other, drafted, invoiced, project := one, one, one, one
	other.CustomerNo, drafted.DraftID, invoiced.Invoice, project.Project = "3", 4, "10001", "Bad"
	for name, c := range map[string]struct {
		work []billing.Work
		code string
	}{
		"nothing": {nil, "work-nothing"}, "two customers": {[]billing.Work{one, other}, "work-several-customers"},
		"on a draft": {[]billing.Work{drafted}, "work-invoiced"}, "on an invoice": {[]billing.Work{invoiced}, "work-invoiced"},
	} {
		_, err := billing.WorkDraft(c.work, billing.EachWork, nil)
		var refused *billing.FaultError
		if !errors.As(err, &refused) || refused.Faults[0].Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	d, err := billing.WorkDraft([]billing.Work{one, project}, billing.EachWork, nil)
	if err != nil || d.ProjectReference != "" {
		t.Errorf("two projects: reference %q, %v", d.ProjectReference, err)
	}
}

func TestWork_ChecksBeforeItIsStored(t *testing.T) {
	good := billing.Work{CustomerNo: "2", Kind: billing.WorkMileage, Date: cal.Date{Year: 2026, Month: 11, Day: 3}, Text: "Kjøring",
		Quantity: decimal.NewFromInt(40), Price: decimal.NewFromInt(5)}
	if f := good.Check(); len(f) > 0 || good.UnitCode() != "KMT" {
		t.Errorf("%v, unit %s", f.Codes(), good.UnitCode())
	}
	for code, change := range map[string]func(*billing.Work){
		"work-customer-missing": func(w *billing.Work) { w.CustomerNo = "" },
		"work-date-missing":     func(w *billing.Work) { w.Date = cal.Date{} },
		"work-text-missing":     func(w *billing.Work) { w.Text = " \t" },
		"line-quantity-zero":    func(w *billing.Work) { w.Quantity = decimal.Zero },
		"BR-27":                 func(w *billing.Work) { w.Price = decimal.NewFromInt(-1) },
		"BR-CL-23":              func(w *billing.Work) { w.Unit = "epler" },
		"work-kind-unknown":     func(w *billing.Work) { w.Kind = "lunch" },
		"attachment-empty":      func(w *billing.Work) { w.Receipt = &billing.Attachment{Name: "a.pdf"} },
	} {
		w := good
		change(&w)
		if codes := w.Check().Codes(); !slices.Equal(codes, []string{code}) {
			t.Errorf("got %v, want %s", codes, code)
		}
	}
}
