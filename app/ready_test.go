package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestReady_TellsWhatStopsEachDraftAndItsWay(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	wrong := simpleDraft("2")
	wrong.Lines[0].Item = ""
	ids, err := c.SaveDrafts(ctx, []billing.Draft{simpleDraft("1"), wrong, simpleDraft("2"), simpleDraft("3")})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetReady(ctx, []int64{ids[2], ids[1]}, true); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Ready(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%d %v %s %s %v", r.ID, r.Ready, r.Channel, r.Payable, r.Faults.Fatal().Codes()))
	}
	want := []string{fmt.Sprintf("%d true email 1250.00 [line-text-missing]", ids[1]), fmt.Sprintf("%d true email 1250.00 []", ids[2]),
		fmt.Sprintf("%d false ehf 1250.00 []", ids[0]), fmt.Sprintf("%d false letter 1250.00 []", ids[3])}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := c.SetReady(ctx, []int64{ids[0], 77}, true); code(err) != "draft-unknown" {
		t.Errorf("unknown draft: %v", err)
	}
	if marked, err := c.ReadyIDs(ctx); err != nil || !cmp.Equal(marked, ids[1:3]) {
		t.Errorf("ready %v, %v: half of a refused order was done", marked, err)
	}
	issued, refused, err := c.Issue(ctx, []int64{ids[1], ids[2]}, app.Issuing{})
	if err != nil || len(issued) != 1 || len(refused) != 1 {
		t.Errorf("issued %d, refused %v, %v", len(issued), refused, err)
	}
	mustVerify(t, c)
}

func TestReady_AgreesWithPrepare(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	wrong := simpleDraft("1")
	wrong.Lines[0].VAT = billing.Rate(decimal.NewFromInt(24))
	if _, err := c.SaveDrafts(ctx, []billing.Draft{wrong, simpleDraft("2")}); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Ready(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		d, err := c.Draft(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Prepare(ctx, d)
		if diff := cmp.Diff(p.Faults, r.Faults); diff != "" || err != nil {
			t.Errorf("draft %d (-editor +queue): %s, %v", r.ID, diff, err)
		}
	}
}

func TestDuplicate_IsANewDraftForToday(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	order := ordered(t, c, "2")
	id, err := c.InvoiceBasis(ctx, order.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	inv := mustIssue(t, c, id)
	copied, err := c.Duplicate(ctx, inv.Number())
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Draft(ctx, copied)
	if err != nil || d.Customer.No != "2" || len(d.Lines) != 2 || d.Lines[0].Source != nil || !d.IssueDate.IsZero() {
		t.Errorf("copy %+v, %v", d, err)
	}
	if again := mustIssue(t, c, copied); again.Document().Totals.Payable != inv.Document().Totals.Payable {
		t.Errorf("copy is %s, want %s", again.Document().Totals.Payable, inv.Document().Totals.Payable)
	}
	if _, err := c.Duplicate(ctx, "4711"); code(err) != "document-unknown" {
		t.Errorf("unknown document: %v", err)
	}
	mustVerify(t, c)
}

func TestCreditAmount_IsCappedAtWhatIsLeft(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	inv := issueTo(t, c, "2", app.Issuing{}) // 500.00
	nok := func(minor int64) money.Amount { return money.New(minor, money.NOK) }
	for _, tc := range []struct {
		amount money.Amount
		code   string
		left   int64
	}{{nok(0), "credit-amount", 50000}, {nok(-100), "credit-amount", 50000}, {money.New(100, "EUR"), "credit-amount", 50000},
		{nok(12505), "", 37495}, {nok(37496), "credit-exceeds", 37495}, {nok(37495), "", 0}, {nok(1), "credit-exceeds", 0}} {
		note, err := c.CreditAmount(ctx, inv.Number(), tc.amount, "Prisavslag", "forsinket", app.Issuing{})
		if code(err) != tc.code || tc.code == "" && err != nil {
			t.Errorf("%s: %v, want %q", tc.amount, err, tc.code)
		}
		if err == nil && note.Document().Totals.Payable != tc.amount {
			t.Errorf("credit note of %s, asked for %s", note.Document().Totals.Payable, tc.amount)
		}
		left, err := c.CreditLeft(ctx, inv.Number())
		if err != nil || left.Gross != nok(tc.left) {
			t.Errorf("after %s left %s, %v, want %d øre", tc.amount, left.Gross, err, tc.left)
		}
	}
	mustVerify(t, c)
}

func TestMakeGroup_AllOrNone(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	for _, no := range []string{"10", "11", "12"} {
		who := billing.Customer{No: no, Party: billing.Party{Name: "Barn " + no, Type: billing.Person}, Groups: []string{"G12"}}
		if no != "12" {
			who.Payer = "2"
		} else {
			who.Address = billing.Address{City: "Oslo"}
		}
		if _, err := c.SaveCustomer(ctx, who); err != nil {
			t.Fatal(err)
		}
	}
	order := billing.GroupOrder{Group: "G12", Together: true, Draft: simpleDraft("")}
	order.Draft.Lines[0].Source = &billing.Source{Kind: billing.FromOrder, ID: 1, Line: 1} // copied from elsewhere
	rows, err := c.PreviewGroup(ctx, order)
	if err != nil || len(rows) != 2 || rows[0].Buyer != "Kari Ødegård" || len(rows[0].Members) != 2 || rows[0].Payable.Minor != 250000 {
		t.Fatalf("rows %+v, %v", rows, err)
	}
	ids, err := c.MakeGroup(ctx, order, true)
	if err != nil || len(ids) != 2 {
		t.Fatal(ids, err)
	}
	if d, err := c.Draft(ctx, ids[0]); err != nil || !d.Ready || len(d.Lines) != 2 || d.Lines[0].For != "Barn 10" {
		t.Errorf("draft %+v, %v", d, err)
	}
	if order.Draft.Lines[0].Source == nil {
		t.Error("the order given was changed")
	}
	order.Excluded = []string{"10", "11", "12"}
	if _, err := c.MakeGroup(ctx, order, false); code(err) != "group-all-excluded" {
		t.Errorf("all excluded: %v", err)
	}
	order.Draft.Lines[0].Price = decimal.New(1, 40)
	if _, err := c.MakeGroup(ctx, order, false); code(err) != "number-too-long" {
		t.Errorf("a number no invoice needs: %v", err)
	}
	if all, err := c.DraftIDs(ctx); err != nil || len(all) != 2 {
		t.Errorf("%d drafts, %v", len(all), err)
	}
}

// readyFloor is how long the queue may take to show 500 drafts.
const readyFloor = time.Second

func BenchmarkReady_500Drafts(b *testing.B) {
	ctx := context.Background()
	c := reopen(b, newClub(b, newBox(b)), 0)
	drafts := make([]billing.Draft, 500)
	for i := range drafts {
		drafts[i] = simpleDraft([]string{"1", "2", "3"}[i%3])
		for range 4 {
			drafts[i].Lines = append(drafts[i].Lines, drafts[i].Lines[0])
		}
		drafts[i].Ready = i%2 == 0
	}
	if _, err := c.SaveDrafts(ctx, drafts); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		rows, err := c.Ready(ctx)
		if err != nil || len(rows) != len(drafts) {
			b.Fatal(len(rows), err)
		}
	}
	if each := b.Elapsed() / time.Duration(b.N); each > readyFloor {
		b.Errorf("%v for 500 drafts, want %v at most", each, readyFloor)
	}
}
