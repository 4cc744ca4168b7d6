package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"fakturist/billing/cal"
)

// oslo is where the day of a document is told.
var oslo = loadOslo()

func loadOslo() *time.Location {
	if loc, err := time.LoadLocation("Europe/Oslo"); err == nil {
		return loc
	}
	return time.FixedZone("CET", 3600) // a machine without time zone data: winter time
}

// Day is the Norwegian day of a moment.
func Day(t time.Time) cal.Date { return cal.Of(t.In(oslo)) }

// Prepared is a draft with everything looked up that Issue and the editor need.
type Prepared struct {
	Company  Company
	Buyer    Customer // who pays: the customer, or its payer
	Original *Invoice // of a credit note
	Document Document
	Faults   Faults // fatal ones stop the issue
	number   int64
}

// Checks are further checks of a composed document, such as rates by date; see billing/tax.
type Checks func(Document) Faults

// Prepare looks up what a draft names, composes the document and checks it as of now. It changes nothing.
func Prepare(ctx context.Context, tx Tx, now time.Time, d Draft, more Checks) (Prepared, error) {
	var p Prepared
	var err error
	if p.Company, err = tx.Company(ctx); err != nil {
		return p, err
	}
	if p.Buyer, err = payer(ctx, tx, d.Customer, &p.Faults); err != nil {
		return p, err
	}
	if err = p.original(ctx, tx, d); err != nil {
		return p, err
	}
	last, lastDate, err := tx.LastIssued(ctx)
	if err != nil {
		return p, err
	}
	if p.number, err = nextNumber(ctx, tx, p.Company, last); err != nil {
		return p, err
	}
	var faults Faults
	p.Document, faults = Compose(p.Company, p.Buyer, p.Original, d, Day(now))
	p.Faults = append(p.Faults, faults...)
	p.Faults = append(p.Faults, p.Document.Check(CheckInput{Today: Day(now), LastIssued: lastDate})...)
	if more != nil {
		p.Faults = append(p.Faults, more(p.Document)...)
	}
	p.checkDuty()
	return p, p.checkCredit(ctx, tx)
}

// payer finds who pays: the customer named, or the payer that customer names. A number nobody has is a fault.
func payer(ctx context.Context, tx Tx, ref CustomerRef, faults *Faults) (Customer, error) {
	if ref.No == "" {
		return Customer{}, nil
	}
	c, err := tx.Customer(ctx, ref.No)
	if err == nil && c.Payer != "" {
		ref.No = c.Payer
		c, err = tx.Customer(ctx, c.Payer)
	}
	if errors.Is(err, ErrNotFound) {
		faults.Add("customer-unknown", "customer.no", "no", ref.No)
		return Customer{}, nil
	}
	return c, err
}

func (p *Prepared) original(ctx context.Context, tx Tx, d Draft) error {
	if d.Kind != KindCreditNote {
		return nil
	}
	inv, err := tx.InvoiceByNumber(ctx, d.Credits)
	if errors.Is(err, ErrNotFound) {
		p.Faults.Add("original-unknown", "credits", "number", d.Credits)
		return nil
	}
	if err != nil {
		return err
	}
	p.Original = &inv
	return nil
}

// checkCredit keeps credit notes within what is left of their invoice to credit, in its currency.
func (p *Prepared) checkCredit(ctx context.Context, tx Tx) error {
	if p.Document.Kind != KindCreditNote || p.Original == nil {
		return nil
	}
	if p.Original.Kind() == KindCreditNote {
		p.Faults.Add("credit-of-credit", "credits", "number", p.Original.Number())
		return nil
	}
	if p.Document.Currency != p.Original.Document().Currency {
		p.Faults.Add("credit-currency", "currency", "currency", string(p.Original.Document().Currency))
		return nil
	}
	left, err := creditLeft(ctx, tx, *p.Original)
	if err != nil {
		return err
	}
	if err := left.fit(&p.Document); err != nil {
		return err
	}
	left.checkCap(p.Original.Number(), p.Document, &p.Faults)
	return nil
}

// creditLeft is what of an invoice can still be credited. Documents of a former system cannot be (credit-of-imported).
func creditLeft(ctx context.Context, tx Tx, inv Invoice) (CreditLeft, error) {
	credits, err := tx.CreditNotes(ctx, inv.ID())
	if err != nil {
		return CreditLeft{}, err
	}
	return LeftToCredit(inv, credits)
}

// highestFirst is the highest number a series may begin with, as in the setting number.first.
const highestFirst = 999_999_999

// nextNumber is the next of the unbroken series. The first one starts where the settings say, and above every number a
// former system used, so that no customer gets two invoices of one number. A former number beyond reach, or too long for our
// KIDs, does not count: it would leave the series without a KID for ever.
func nextNumber(ctx context.Context, tx Tx, c Company, last int64) (int64, error) {
	if last > 0 {
		return last + 1, nil
	}
	imported, err := tx.HighestImported(ctx)
	if err != nil {
		return 0, err
	}
	above := imported + 1
	if above > highestFirst {
		return c.FirstNumber, nil
	}
	if _, err := c.KID.Compose("", strconv.FormatInt(above, 10)); err != nil && !c.KID.IsZero() {
		return c.FirstNumber, nil
	}
	return max(c.FirstNumber, above), nil
}

// Issue turns a draft into an invoice or credit note: number, KID, frozen parties and totals, the first delivery, and for
// a credit note its set-off, all in tx. A draft with fatal faults is refused with *FaultError and nothing changes.
func Issue(ctx context.Context, tx Tx, now time.Time, draftID int64, more Checks) (Invoice, error) {
	d, err := tx.Draft(ctx, draftID)
	if err != nil {
		return Invoice{}, fmt.Errorf("issue draft %d: %w", draftID, err)
	}
	p, err := Prepare(ctx, tx, now, d, more)
	if err != nil {
		return Invoice{}, fmt.Errorf("issue draft %d: %w", draftID, err)
	}
	inv, err := p.invoice(now)
	if err != nil {
		return Invoice{}, err
	}
	if inv, err = tx.InsertInvoice(ctx, p.number, inv); err != nil {
		return Invoice{}, fmt.Errorf("issue draft %d: %w", draftID, err)
	}
	if err = tx.DeleteDraft(ctx, draftID); err != nil {
		return Invoice{}, fmt.Errorf("issue draft %d: %w", draftID, err)
	}
	if err = p.dispatch(ctx, tx, inv, now); err != nil {
		return Invoice{}, fmt.Errorf("issue draft %d: %w", draftID, err)
	}
	return inv, p.setOff(ctx, tx, inv, now)
}

// invoice gives the document its number and KID, or refuses it with every fault.
func (p *Prepared) invoice(now time.Time) (Invoice, error) {
	kid, err := p.KID()
	if err != nil {
		p.Faults.Add("kid-too-long", "kid", "reason", err.Error())
	}
	if err := p.Faults.Err(); err != nil {
		return Invoice{}, err
	}
	doc := p.Document
	for i := range doc.Attachments {
		doc.Attachments[i].Path = "" // where it lay on somebody's disk is nobody's business
	}
	return RestoreInvoice(0, p.Number(), kid, now.UTC().Truncate(time.Second), doc), nil
}

// KID is what the document gets if it is issued now: nothing on a credit note or without an agreement. It is an error when
// the numbers do not fit the agreement.
func (p Prepared) KID() (string, error) {
	if p.Company.KID.IsZero() || p.Document.Kind != KindInvoice {
		return "", nil
	}
	return p.Company.KID.Compose(p.Document.CustomerNo, p.Number())
}

// Number is what the document gets if it is issued now.
func (p Prepared) Number() string { return strconv.FormatInt(p.number, 10) }

// dispatch queues the first delivery: the best channel that can carry to the buyer. Without any, nothing is queued and the
// outbox shows the document as without a way out.
func (p *Prepared) dispatch(ctx context.Context, tx Tx, inv Invoice, now time.Time) error {
	buyer := p.Document.Buyer
	ch, passed, ok := PickChannel(Route(p.Company, p.Buyer), buyer, "")
	if !ok {
		return nil
	}
	_, err := tx.InsertDelivery(ctx, Delivery{InvoiceID: inv.ID(), Invoice: inv.Number(), Channel: ch, Passed: passed,
		Recipient: Recipient(ch, buyer), State: Queued, CreatedAt: now, NotBefore: now.Add(time.Duration(p.Company.SendUndo) * time.Second)})
	return err
}

// setOff allocates a credit note against what is still open of its invoice.
func (p *Prepared) setOff(ctx context.Context, tx Tx, credit Invoice, now time.Time) error {
	if p.Original == nil {
		return nil
	}
	open, err := tx.OpenItem(ctx, p.Original.ID())
	if err != nil {
		return fmt.Errorf("set off credit note %s: %w", credit.Number(), err)
	}
	amount := open.Outstanding
	if payable := credit.Document().Totals.Payable; payable.Minor < amount.Minor {
		amount = payable
	}
	if amount.Sign() <= 0 {
		return nil
	}
	_, err = tx.InsertAllocation(ctx, Allocation{CreditID: credit.ID(), InvoiceID: p.Original.ID(), Invoice: p.Original.Number(),
		Amount: amount, Rule: "credit-note", Evidence: []string{"original"}, At: now})
	return err
}
