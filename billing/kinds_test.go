package billing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

func TestCheck_InvoicesInAdvanceOnlyWhereTheLawLets(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*billing.Draft)
		want   string
	}{
		{"goods delivered next week", func(d *billing.Draft) { d.Delivery = &billing.DeliveryPlace{Date: today.AddDays(7)} }, "advance-not-allowed"},
		{"a fee due next week", func(d *billing.Draft) {
			d.Delivery, d.Advance = &billing.DeliveryPlace{Date: today.AddDays(7)}, billing.AdvanceFee
		}, ""},
		{"next month's subscription", func(d *billing.Draft) { d.Period = cal.Period{From: cal.On(2026, 12, 1), To: cal.On(2026, 12, 31)} }, ""},
		{"next year's subscription", func(d *billing.Draft) { d.Period = cal.Period{From: cal.On(2027, 1, 1), To: cal.On(2027, 12, 31)} }, ""},
		{"a subscription from the year after", func(d *billing.Draft) { d.Period = cal.Period{From: cal.On(2028, 1, 1), To: cal.On(2028, 12, 31)} }, "advance-too-far"},
		{"a fee in two years", func(d *billing.Draft) {
			d.Delivery, d.Advance = &billing.DeliveryPlace{Date: today.AddMonths(24)}, billing.AdvanceFee
		}, "advance-too-far"},
		{"a ground nobody knows", func(d *billing.Draft) { d.Advance = "because" }, "advance-unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := twoRates()
			c.change(&d)
			codes := compose(t, seller(t), d).Check(billing.CheckInput{Today: today}).Fatal().Codes()
			if c.want == "" && len(codes) > 0 || c.want != "" && !slices.Contains(codes, c.want) {
				t.Errorf("got %v, want %q", codes, c.want)
			}
		})
	}
}

func TestCompose_TakesOutWhatHasNoPlaceOnPaper(t *testing.T) {
	d := twoRates()
	d.Lines[0].Item = "Bl\x00åb\x1bær\u202e 001"
	d.Lines[0].Description = "først\r\nså\u2066 videre\u0085"
	d.Lines[1].Item = "שלום 🎈 مرحبا"
	d.Note = "en\ttabulator"
	doc := compose(t, seller(t), d)
	for what, pair := range map[string][2]string{
		"control characters":   {doc.Lines[0].Item, "Bl åb ær 001"},
		"line breaks stay":     {doc.Lines[0].Description, "først\nså videre"},
		"letters of all kinds": {doc.Lines[1].Item, "שלום 🎈 مرحبا"},
		"tabs":                 {doc.Note, "en tabulator"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
	if d.Lines[0].Item == doc.Lines[0].Item {
		t.Error("the draft itself was changed")
	}
}

func TestCheck_RefusesWhatNoPageHolds(t *testing.T) {
	d := twoRates()
	d.Lines[0].Item = strings.Repeat("å", 5000)
	d.Note = strings.Repeat("x", 100_000)
	d.BuyerReference = strings.Repeat("r", 201)
	faults := compose(t, seller(t), d).Check(billing.CheckInput{Today: today}).Fatal()
	for _, path := range []string{"lines[0].item", "note", "buyerReference"} {
		if !slices.ContainsFunc(faults, func(f billing.Fault) bool { return f.Code == "text-too-long" && f.Path == path }) {
			t.Errorf("%s is not refused: %v", path, faults)
		}
	}
}

func TestCompose_KnowsUnitsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{"": "EA", "stk": "EA", "Timer": "HUR", "mnd.": "MON", "KGM": "KGM", "mugge": "mugge"} {
		d := twoRates()
		d.Lines[0].Unit = text
		if got := compose(t, seller(t), d).Lines[0].Unit; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCompose_QuantitiesOfATrillionAreRefusedNotComputedWrong(t *testing.T) {
	for _, c := range []struct{ quantity, price, want string }{
		{"1e12", "1", ""}, {"1e12", "1000000", "amount-too-large"}, {"1e400", "1", "number-out-of-reach"}, {"0.000000001", "1", "number-out-of-reach"},
	} {
		d := twoRates()
		d.Lines[0].Quantity, d.Lines[0].Price = dec(c.quantity), dec(c.price)
		d.Customer.No = "1001"
		_, faults := billing.Compose(seller(t), buyer(), nil, d, today)
		if codes := faults.Codes(); c.want == "" && len(codes) > 0 || c.want != "" && !slices.Contains(codes, c.want) {
			t.Errorf("%s × %s: got %v, want %q", c.quantity, c.price, codes, c.want)
		}
	}
}

func TestCheck_AttachmentsAreWhatTheySayAndNotTooBig(t *testing.T) {
	pdf := billing.Attachment{Name: "timeliste.pdf", MIME: "application/pdf", Content: []byte("%PDF-1.7 …")}
	big := pdf
	big.Content = append([]byte("%PDF-"), make([]byte, billing.MaxAttachment)...)
	half := pdf
	half.Content = append([]byte("%PDF-"), make([]byte, billing.MaxAttachment-5)...)
	other := half
	other.Name = "mer.pdf"
	for name, c := range map[string]struct {
		files []billing.Attachment
		want  string
	}{
		"a timesheet":          {[]billing.Attachment{pdf}, ""},
		"a program":            {[]billing.Attachment{{Name: "a.exe", MIME: "application/pdf", Content: pdf.Content}}, "BR-CL-24"},
		"a picture named pdf":  {[]billing.Attachment{{Name: "a.pdf", MIME: "application/pdf", Content: []byte("\x89PNG\r\n\x1a\n")}}, "attachment-not-what-it-says"},
		"nothing in it":        {[]billing.Attachment{{Name: "a.pdf", MIME: "application/pdf"}}, "attachment-empty"},
		"too big":              {[]billing.Attachment{big}, "attachment-too-large"},
		"two of one name":      {[]billing.Attachment{pdf, pdf}, "attachment-twice"},
		"too big all together": {[]billing.Attachment{half, other}, "attachments-too-large"},
	} {
		d := twoRates()
		d.Attachments = c.files
		codes := compose(t, seller(t), d).Check(billing.CheckInput{Today: today}).Fatal().Codes()
		if c.want == "" && len(codes) > 0 || c.want != "" && !slices.Contains(codes, c.want) {
			t.Errorf("%s: got %v, want %q", name, codes, c.want)
		}
	}
}

func TestDuplicate_TakesLinesAndBuyerButNoDates(t *testing.T) {
	d := twoRates()
	d.Delivery = &billing.DeliveryPlace{Date: today.AddDays(-3)}
	d.Lines[0].Source = &billing.Source{Kind: billing.FromOrder, ID: 4, Line: 1}
	d.Adjustments = []billing.Adjustment{{Percent: dec("10"), Reason: "Rabatt", VAT: billing.Rate(dec("25"))}}
	doc := compose(t, seller(t), d)
	again := billing.Duplicate(doc)
	if again.Customer.No != "1001" || !again.IssueDate.IsZero() || again.Delivery != nil || again.Lines[0].Source != nil {
		t.Errorf("got %+v", again)
	}
	if twin := compose(t, seller(t), again); twin.Totals != doc.Totals {
		t.Errorf("got %+v, want %+v", twin.Totals, doc.Totals)
	}
}

func TestDistribute_AddsUpAndFollowsTheWeights(t *testing.T) {
	d := twoRates()
	d.Lines = nil
	for range 7 {
		d.Lines = append(d.Lines, billing.Line{Item: "Vare", Quantity: decimal.NewFromInt(1), Price: dec("1"), VAT: billing.Rate(dec("25"))})
	}
	d.Lines[3].VAT, d.Lines[5].VAT = billing.Rate(dec("15")), billing.Rate(dec("12"))
	d.Adjustments = []billing.Adjustment{{Charge: true, Amount: dec("0.01"), Reason: "Frakt"}}
	doc := compose(t, seller(t), d)
	if len(doc.Adjustments) != 1 || doc.Adjustments[0].Value.String() != "0.01" {
		t.Errorf("one øre was shared: %+v", doc.Adjustments)
	}
	addsUp(t, doc)
}

func TestCredit_RefusesAnInvoiceOfAFormerSystem(t *testing.T) {
	imported := billing.RestoreInvoice(1, "9871", "", time.Time{}, billing.Document{Kind: billing.KindInvoice, Currency: "NOK",
		Totals: billing.Totals{Gross: money.New(45_000, "NOK"), Payable: money.New(45_000, "NOK")}})
	_, whole := billing.CreditDraft(imported, nil, "")
	_, lines := billing.CreditDraft(imported, []billing.CreditLine{{ID: 1}}, "")
	_, amount := billing.CreditAmount(imported, money.New(1000, "NOK"), "Avslag", "")
	for what, err := range map[string]error{"whole": whole, "lines": lines, "amount": amount} {
		var refusal *billing.FaultError
		if !errors.As(err, &refusal) || refusal.Faults[0].Code != "credit-of-imported" {
			t.Errorf("%s: got %v, want credit-of-imported", what, err)
		}
	}
}
