package practice

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"

	"fakturist/billing/cal"
	"fakturist/billing/money"

	gomail "github.com/wneessen/go-mail"
)

// Style is which files the bank sends for a day.
type Style int

// The styles.
const (
	OneByOne         Style = iota // camt.053 with every payment and its KID
	WithOCR                       // camt.053 with a lump for payments with KID, and an OCR giro file with the payments
	WithNotification              // camt.053 with a lump for payments with KID, and a camt.054 with the payments
	Twice                         // camt.053 with every payment, and the OCR giro file that tells of the same ones again
)

// File is one file of the bank.
type File struct {
	Name string
	Data []byte
}

// Day books the payments of one day, moves the balances and gives the day's files. Payments of other days are left alone,
// so all that were decided may be given for each day.
func (b *Bank) Day(day cal.Date, payments []Payment, style Style) ([]File, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	payments = slices.DeleteFunc(slices.Clone(payments), func(p Payment) bool { return p.Date != day })
	var accounts []string
	for _, p := range payments {
		if !slices.Contains(accounts, p.Claim.Account) {
			accounts = append(accounts, p.Claim.Account)
		}
	}
	slices.Sort(accounts)
	var pages []page
	for _, a := range accounts {
		pg, err := b.pageLocked(day, a, payments, style)
		if err != nil {
			return nil, err
		}
		pages = append(pages, pg)
	}
	if len(pages) == 0 {
		return nil, nil
	}
	return b.filesLocked(day, pages, style)
}

// page is one account on one day.
type page struct {
	account          string
	number           int // of the statement
	opening, closing money.Amount
	single           []Payment // shown one by one in the statement
	lumped           []Payment // shown as one sum there, one by one elsewhere
	lump             money.Amount
	lumpReference    string
}

func (b *Bank) pageLocked(day cal.Date, account string, payments []Payment, style Style) (page, error) {
	var mine []Payment
	for _, p := range payments {
		if p.Claim.Account == account {
			mine = append(mine, p)
		}
	}
	k := b.bookLocked(account, mine[0].Amount.Currency)
	k.statements++
	pg := page{account: account, number: k.statements, opening: k.balance}
	var amounts []money.Amount
	for _, p := range mine {
		amounts = append(amounts, p.Amount)
		if p.ok && (style == WithOCR || style == WithNotification) {
			pg.lumped = append(pg.lumped, p)
		} else {
			pg.single = append(pg.single, p)
		}
	}
	sum, err := money.Sum(pg.opening.Currency, amounts...)
	if err == nil {
		pg.closing, err = pg.opening.Add(sum)
	}
	if err == nil {
		pg.lump, err = total(pg.opening.Currency, pg.lumped)
	}
	if err != nil {
		return page{}, fmt.Errorf("book %s on account %s: %w", day, account, err)
	}
	pg.lumpReference = b.referenceLocked()
	k.balance = pg.closing
	return pg, nil
}

func total(c money.Currency, payments []Payment) (money.Amount, error) {
	var amounts []money.Amount
	for _, p := range payments {
		amounts = append(amounts, p.Amount)
	}
	return money.Sum(c, amounts...)
}

// filesLocked writes the files of a day: the statement of all accounts, and what tells of single payments.
func (b *Bank) filesLocked(day cal.Date, pages []page, style Style) ([]File, error) {
	b.count++
	serial := fmt.Sprintf("%s-%d", compact(day), b.count)
	statement, err := b.statement(serial, day, pages)
	if err != nil {
		return nil, err
	}
	files := []File{{Name: "camt053-" + serial + ".xml", Data: statement}}
	switch style {
	case WithOCR, Twice:
		if ocr := b.giro(day, pages, style); ocr != nil {
			files = append(files, File{Name: "ocr-" + serial + ".txt", Data: ocr})
		}
	case WithNotification:
		notification, err := b.notification(serial, day, pages)
		if err != nil {
			return nil, err
		}
		if notification != nil {
			files = append(files, File{Name: "camt054-" + serial + ".xml", Data: notification})
		}
	}
	return files, nil
}

// Run books everything that was decided up to and including a day, each day by itself, and mails the files of each day to
// an address. It gives the files too.
func (b *Bank) Run(ctx context.Context, to string, until cal.Date, payments []Payment, style Style) ([]File, error) {
	var days []cal.Date
	for _, p := range payments {
		if !p.Date.After(until) && !slices.Contains(days, p.Date) {
			days = append(days, p.Date)
		}
	}
	slices.SortFunc(days, cal.Date.Compare)
	var all []File
	for _, day := range days {
		files, err := b.Day(day, payments, style)
		if err != nil {
			return all, err
		}
		if err := b.Send(ctx, to, "Kontoutskrift "+day.String(), files...); err != nil {
			return all, err
		}
		all = append(all, files...)
	}
	return all, nil
}

// Send mails files from the bank's address through the box's mail server.
func (b *Bank) Send(ctx context.Context, to, subject string, files ...File) error {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.FromFormat("Praksisbanken", b.Address); err != nil {
		return fmt.Errorf("mail from the bank: %w", err)
	}
	if err := m.To(to); err != nil {
		return fmt.Errorf("mail from the bank to %q: %w", to, err)
	}
	m.SetMessageIDWithValue(b.world.uuid() + "@bank.test")
	m.SetDateWithValue(b.world.now())
	m.Subject(subject)
	m.SetBodyString(gomail.TypeTextPlain, "Vedlagt er kontoutskrift på fil.\n")
	for _, f := range files {
		if err := m.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(gomail.TypeAppOctetStream)); err != nil {
			return fmt.Errorf("attach %s: %w", f.Name, err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(b.world.pair.caPEM)
	c, err := gomail.NewClient(b.mail.Host, gomail.WithPort(b.mail.SMTPPort), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTLSConfig(&tls.Config{RootCAs: pool, ServerName: b.mail.Host, MinVersion: tls.VersionTLS12}),
		gomail.WithSMTPAuth(gomail.SMTPAuthPlain), gomail.WithUsername(b.Address), gomail.WithPassword(Password),
		gomail.WithoutSMTPUTF8(), gomail.WithHELO("localhost"))
	if err != nil {
		return fmt.Errorf("mail from the bank: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("mail from the bank to %q: %w", to, err)
	}
	return nil
}

// compact is a day as 20261122.
func compact(d cal.Date) string { return d.Time().Format("20060102") }
