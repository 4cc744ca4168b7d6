package app_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fakturist/app"
	"fakturist/billing"

	"github.com/shopspring/decimal"
	"github.com/zalando/go-keyring"
)

// The environment that makes the test binary a child to be killed: what it does, on which company file, and the password of a
// mail server that is not the box's.
const (
	childRole     = "FAKTURIST_APP_CHILD"
	childFile     = "FAKTURIST_APP_FILE"
	childPassword = "FAKTURIST_APP_PASSWORD"
)

// childRoles are what a child can do until it is killed. It says a line on standard output once something is done for good,
// and never before.
var childRoles = map[string]func(ctx context.Context, c *app.Company, say func(args ...any)) error{
	"issue": childIssues,
	"send":  childSends,
	"mail":  childSendsAll,
	"bank":  childReadsBank,
	"offer": childSendsOffers,
}

func TestMain(m *testing.M) {
	slog.SetLogLoggerLevel(slog.LevelWarn)
	if role := os.Getenv(childRole); role != "" {
		if err := beChild(childRoles[role], os.Getenv(childFile)); err != nil {
			fmt.Fprintln(os.Stderr, role, "child:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func beChild(role func(context.Context, *app.Company, func(...any)) error, path string) error {
	ctx := context.Background()
	keyring.MockInit() // never that of whoever runs the tests
	c, err := app.Open(ctx, path, app.Options{})
	if err != nil {
		return err
	}
	if password := os.Getenv(childPassword); password != "" {
		if err := c.SetSecret(ctx, "mail.smtp", password); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	out := bufio.NewWriter(os.Stdout)
	return role(ctx, c, func(args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(out, args...)
		out.Flush()
	})
}

// childIssues writes drafts and issues them, a few at a time, and now and then takes an invoice back by a credit note.
func childIssues(ctx context.Context, c *app.Company, say func(...any)) error {
	for n := 0; ; n++ {
		var drafts []billing.Draft
		for i, no := range []string{"1", "2", "3"} {
			d := simpleDraft(no)
			d.OrderReference = fmt.Sprintf("%d-%d-%d", os.Getpid(), n, i)
			drafts = append(drafts, d)
		}
		ids, err := c.SaveDrafts(ctx, drafts)
		if err != nil {
			return err
		}
		for _, d := range drafts {
			say("drafted", d.OrderReference)
		}
		issued, refused, err := c.Issue(ctx, ids, app.Issuing{AtOnce: true})
		if err != nil || len(refused) > 0 {
			return fmt.Errorf("refused %v: %w", refused, err)
		}
		for _, inv := range issued {
			say("issued", inv.Number())
		}
		if n%2 == 1 {
			credit, err := c.Credit(ctx, issued[0].Number(), nil, "feil", app.Issuing{AtOnce: true})
			if err != nil {
				return err
			}
			say("issued", credit.Number())
		}
	}
}

// simpleDraft is one line for a customer.
func simpleDraft(customerNo string) billing.Draft {
	return billing.Draft{Customer: billing.CustomerRef{No: customerNo}, BuyerReference: "Ola", Lines: []billing.Line{{Item: "Treningsavgift",
		Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(1000), VAT: billing.Rate(decimal.NewFromInt(25))}}}
}

// childSends runs the outbox once and says what was handed over.
func childSends(ctx context.Context, c *app.Company, say func(...any)) error {
	c.Subscribe(func(s billing.Signal) {
		moved, ok := s.(billing.DeliveryChanged)
		if !ok {
			return
		}
		rows, err := c.Outbox(ctx)
		if err != nil {
			say("trouble", err)
		}
		for _, r := range rows {
			if r.ID == moved.ID && (r.State == billing.Accepted || r.State == billing.Delivered) {
				say("handed", r.ID)
			}
		}
	})
	say("ready")
	_, err := c.Send(ctx, app.Sending{Now: true})
	return err
}

// childSendsAll runs the outbox once and says how much memory it took at most, in kB, where the system tells.
func childSendsAll(ctx context.Context, c *app.Company, say func(...any)) error {
	if _, err := c.Send(ctx, app.Sending{Now: true}); err != nil {
		return err
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil // not Linux
	}
	for line := range strings.Lines(string(status)) {
		if peak, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			say("peak", strings.Fields(peak)[0])
		}
	}
	return nil
}

// childSendsOffers mails every offer nobody has sent, over and over; one that may have gone is left alone.
func childSendsOffers(ctx context.Context, c *app.Company, say func(...any)) error {
	say("ready")
	for {
		page, err := c.Bases(ctx, billing.KindOffer, []billing.BasisState{billing.BasisOpen}, "", 1000)
		if err != nil {
			return err
		}
		sent := 0
		for _, row := range page.Rows {
			err := c.SendBasis(ctx, row.ID)
			if code(err) == "basis-send-unknown" {
				continue
			}
			if err != nil {
				return err
			}
			say("sent", row.ID)
			sent++
		}
		if sent == 0 {
			return nil
		}
	}
}

// childReadsBank reads the mailbox, imports every statement file beside the company file and matches, over and over; every
// other child begins with the files.
func childReadsBank(ctx context.Context, c *app.Company, say func(...any)) error {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(c.Path()), "bank", "*"))
	if err != nil {
		return err
	}
	say("ready")
	for n := os.Getpid(); ; n++ {
		if n%2 == 0 {
			mailed, err := c.FetchInbox(ctx)
			if err != nil {
				return err
			}
			for _, r := range mailed {
				say("imported", r.File, r.New)
			}
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			r, err := c.ImportStatement(ctx, filepath.Base(f), b, app.Origin{})
			if err != nil {
				return err
			}
			if r.New > 0 {
				say("imported", r.File, r.New)
			}
			booked, err := c.Match(ctx)
			if err != nil {
				return err
			}
			if booked > 0 {
				say("booked", booked)
			}
		}
	}
}
