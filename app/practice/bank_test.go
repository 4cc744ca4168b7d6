package practice_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"fakturist/app/practice"
	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
	"fakturist/billing/bank/ocr"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/google/go-cmp/cmp"
)

const account = "15066943566"

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }

// claims are n invoices of different sums to one account, due on a Monday.
func claims(n int, habits ...practice.Habit) []practice.Claim {
	var out []practice.Claim
	for i := range n {
		payload := fmt.Sprintf("%09d", 10001+i)
		c := practice.Claim{
			Account: account, KID: payload + string(payref.Luhn(payload)), Number: fmt.Sprint(10001 + i), Amount: nok(int64(50000 + i*12345)),
			Due: cal.On(2026, 12, 7), Payer: fmt.Sprintf("Bjørn & Åse <%d>", i),
		}
		if len(habits) > 0 {
			c.Habit = habits[i%len(habits)]
		}
		out = append(out, c)
	}
	return out
}

func decide(t *testing.T, b *practice.Bank, c []practice.Claim) []practice.Payment {
	t.Helper()
	p, err := b.Decide(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// one lets a single customer of a habit pay.
func one(t *testing.T, h practice.Habit) ([]practice.Payment, practice.Claim) {
	t.Helper()
	c := claims(1, h)
	return decide(t, open(t).Bank, c), c[0]
}

func TestBank_CustomersPayByTheirHabits(t *testing.T) {
	for _, tc := range []struct {
		habit practice.Habit
		check func(p []practice.Payment, c practice.Claim) bool
	}{
		{practice.Exact, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 1 && p[0].Amount == c.Amount && p[0].KID == c.KID && !p[0].Date.After(c.Due)
		}},
		{practice.InPart, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 1 && p[0].Amount.Minor < c.Amount.Minor && p[0].Amount.Minor > 0 && p[0].KID == c.KID
		}},
		{practice.Late, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 1 && p[0].Amount == c.Amount && p[0].Date.After(c.Due)
		}},
		{practice.Never, func(p []practice.Payment, _ practice.Claim) bool { return len(p) == 0 }},
		{practice.WrongKID, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 1 && len(p[0].KID) == len(c.KID) && !payref.Modulus10.Valid(p[0].KID)
		}},
		{practice.WithoutKID, func(p []practice.Payment, _ practice.Claim) bool { return len(p) == 1 && p[0].KID == "" }},
		{practice.TooMuch, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 1 && p[0].Amount.Minor == c.Amount.Minor+100_00
		}},
		{practice.InTwoParts, func(p []practice.Payment, c practice.Claim) bool {
			return len(p) == 2 && p[0].Amount.Minor+p[1].Amount.Minor == c.Amount.Minor && p[1].Date.After(p[0].Date)
		}},
	} {
		p, c := one(t, tc.habit)
		if !tc.check(p, c) {
			t.Errorf("habit %d: claim %+v, payments %+v", tc.habit, c, p)
		}
		for _, p := range p {
			if !cal.BankDay(p.Date) || !payref.ValidAccount(p.Claim.PayerAccount) {
				t.Errorf("habit %d: day %s, account %s", tc.habit, p.Date, p.Claim.PayerAccount)
			}
		}
	}
}

func TestBank_DoesTheSameForTheSameSeed(t *testing.T) {
	var runs [2][]practice.Payment
	for i := range runs {
		runs[i] = decide(t, open(t).Bank, claims(200))
	}
	if diff := cmp.Diff(runs[0], runs[1], cmp.AllowUnexported(practice.Payment{})); diff != "" {
		t.Errorf("two boxes of one seed differ:\n%s", diff)
	}
}

func TestBank_RefusesClaimsThatCannotBePaid(t *testing.T) {
	for _, c := range []practice.Claim{
		{Account: "1", Amount: nok(1), Due: cal.On(2026, 12, 7)},
		{Account: account, Amount: nok(0), Due: cal.On(2026, 12, 7)},
		{Account: account, Amount: nok(1)},
		{Account: account, Amount: nok(1), Due: cal.On(2026, 12, 7), KID: strings.Repeat("1", 26)},
		{Account: account, Amount: nok(1), Due: cal.On(2026, 12, 7), PayerAccount: "x"},
	} {
		if _, err := open(t).Bank.Decide([]practice.Claim{c}, nil); err == nil {
			t.Errorf("claim %+v was paid", c)
		}
	}
}

// read reads a file of the bank as the program will.
func read(t *testing.T, f practice.File) *bank.File {
	t.Helper()
	if strings.HasSuffix(f.Name, ".xml") {
		wellFormed(t, f.Data)
	}
	file, err := bank.Read(f.Name, f.Data, camt.Reader{}, ocr.Reader{})
	if err != nil {
		t.Fatalf("read %s: %v\n%s", f.Name, err, f.Data)
	}
	return file
}

func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// payments are the entries of a file as KID, text or nothing, with their sums.
func payments(file *bank.File) map[string]int64 {
	out := map[string]int64{}
	for _, s := range file.Statements {
		for _, e := range s.Entries {
			if !e.Lump {
				out[e.KID+e.Text+"/"+e.Refs.Servicer] += e.Amount.Minor
			}
		}
	}
	return out
}

func TestBank_WritesFilesThatReadBackToTheOre(t *testing.T) {
	habits := []practice.Habit{practice.Exact, practice.InPart, practice.WithoutKID, practice.WrongKID, practice.TooMuch}
	for style, kinds := range map[practice.Style][]string{
		practice.OneByOne: {"camt.053"}, practice.WithOCR: {"camt.053", "ocr"},
		practice.WithNotification: {"camt.053", "camt.054"}, practice.Twice: {"camt.053", "ocr"},
	} {
		t.Run(strings.Join(kinds, "+")+fmt.Sprint(style), func(t *testing.T) {
			box := open(t)
			box.Bank.Open(account, nok(100_000_00))
			all := decide(t, box.Bank, claims(60, habits...))
			balance, told := int64(100_000_00), map[string]int64{}
			for day := cal.On(2026, 12, 1); day.Before(cal.On(2027, 1, 15)); day = day.AddDays(1) {
				files, err := box.Bank.Day(day, all, style)
				if err != nil {
					t.Fatal(err)
				}
				for i, f := range files {
					file := read(t, f)
					if file.Source != kinds[i] {
						t.Errorf("%s is %s, want %s", f.Name, file.Source, kinds[i])
					}
					if i == 0 {
						balance = follows(t, file, balance)
					}
					if i == 0 || style != practice.Twice {
						for k, v := range payments(file) {
							told[k] += v
						}
					}
				}
			}
			want := map[string]int64{}
			sum := int64(100_000_00)
			for _, p := range all {
				text := p.Text
				if p.KID != "" {
					text = ""
				}
				want[p.KID+text+"/"+p.Reference] += p.Amount.Minor
				sum += p.Amount.Minor
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("payments told (-want +got):\n%s", diff)
			}
			if balance != sum || box.Bank.Balance(account).Minor != sum {
				t.Errorf("balance %d in the files, %s at the bank, want %d", balance, box.Bank.Balance(account), sum)
			}
		})
	}
}

// follows checks that a statement opens where the last one closed and adds up, and gives where it closes.
func follows(t *testing.T, file *bank.File, opening int64) int64 {
	t.Helper()
	s := file.Statements[0]
	if s.Account != account || s.Opening == nil || s.Opening.Amount.Minor != opening {
		t.Errorf("statement of %s opens with %+v, want %d", s.Account, s.Opening, opening)
	}
	if c, diff := s.Check(); c != bank.ContinuityOK {
		t.Errorf("statement does not add up: %s %s", c, diff)
	}
	return s.Closing.Amount.Minor
}

func TestBank_MailsStatementsItsReceiverMayTrust(t *testing.T) {
	box := open(t)
	all := decide(t, box.Bank, claims(5, practice.Exact))
	files, err := box.Bank.Run(context.Background(), "kasserer@praksis.test", cal.On(2026, 12, 31), all, practice.WithOCR)
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	mails := box.Mail.Inbox("kasserer@praksis.test")
	if len(mails)*2 != len(files) {
		t.Errorf("%d mails with two files each, but %d files", len(mails), len(files))
	}
	if !bytes.Contains(mails[0], []byte("dkim=pass header.d=bank.test")) {
		t.Errorf("the mail server does not vouch for the bank:\n%.300s", mails[0])
	}
}
