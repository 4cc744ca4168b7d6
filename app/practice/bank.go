package practice

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"
)

// Bank keeps the accounts of the box. It lets customers pay what they were asked for, each in their own way, books it, and
// writes and mails the files a real bank would.
type Bank struct {
	Address string // the sender of its mail

	world *world
	mail  *Mail
	mu    sync.Mutex
	rand  *rand.Rand
	books map[string]*book // by account
	count int              // of everything that gets a number
}

// book is one account.
type book struct {
	balance    money.Amount
	statements int
}

// BankAddress is who the bank's files come from.
const BankAddress = "kontoutskrift@bank.test"

func newBank(w *world, m *Mail) *Bank {
	m.AddLogin(BankAddress, Password)
	return &Bank{
		Address: BankAddress, world: w, mail: m, books: map[string]*book{},
		rand: rand.New(rand.NewPCG(w.seed, 0x62616e6b)),
	}
}

// Claim is something a customer was asked to pay.
type Claim struct {
	Account      string // whom to pay, 11 digits
	KID          string // empty when there is none
	Number       string // of the invoice
	Amount       money.Amount
	Due          cal.Date
	Payer        string
	PayerAccount string // 11 digits; empty: one made of the name, always the same
	Habit        Habit  // how this customer pays; ByChance leaves it to the mix
}

// Habit is how a customer pays.
type Habit int

// The habits.
const (
	ByChance   Habit = iota
	Exact            // the whole amount with the KID, some days before it is due
	InPart           // a part of it with the KID
	Late             // the whole amount with the KID, some days too late
	Never            // not at all
	WrongKID         // the whole amount with one digit of the KID wrong
	WithoutKID       // the whole amount with words instead of a KID
	InTwoParts       // the whole amount with the KID, in two payments a week apart
	TooMuch          // a hundred too much with the KID
)

// Mix says how often each habit comes up among customers left to chance.
type Mix map[Habit]int

// Everyday is what a club sees: most pay as asked.
var Everyday = Mix{Exact: 70, InPart: 4, Late: 8, Never: 6, WrongKID: 3, WithoutKID: 7, InTwoParts: 1, TooMuch: 1}

// pick draws a habit; the order of a map is not allowed to decide.
func (m Mix) pick(r *rand.Rand) Habit {
	total := 0
	habits := make([]Habit, 0, len(m))
	for h, weight := range m {
		total += weight
		habits = append(habits, h)
	}
	if total <= 0 {
		return Exact
	}
	slices.Sort(habits)
	n := r.IntN(total)
	for _, h := range habits {
		if n -= m[h]; n < 0 {
			return h
		}
	}
	return Exact
}

// Payment is one payment to an account.
type Payment struct {
	Claim     Claim // what it is for
	Amount    money.Amount
	Date      cal.Date // a bank day
	KID       string   // as the payer wrote it
	Text      string   // what the payer wrote instead
	Reference string   // the bank's own
	ok        bool     // the KID is the right one, so the clearing takes it
}

// Open sets the balance of an account. An account the bank has not heard of has nothing on it.
func (b *Bank) Open(account string, balance money.Amount) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bookLocked(account, balance.Currency).balance = balance
}

// Balance is what stands on an account after everything booked so far.
func (b *Bank) Balance(account string) money.Amount {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bookLocked(account, money.NOK).balance
}

func (b *Bank) bookLocked(account string, c money.Currency) *book {
	if b.books[account] == nil {
		b.books[account] = &book{balance: money.New(0, c)}
	}
	return b.books[account]
}

// Decide lets the customers decide: what each will pay, when and how. A nil mix is Everyday. Equal claims in equal order
// give equal payments for one seed; they come ordered by day.
func (b *Bank) Decide(claims []Claim, mix Mix) ([]Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if mix == nil {
		mix = Everyday
	}
	var out []Payment
	for _, c := range claims {
		if c.PayerAccount == "" {
			c.PayerAccount = accountOf(c.Payer)
		}
		if c.Habit == ByChance {
			c.Habit = mix.pick(b.rand)
		}
		paid, err := b.payLocked(c)
		if err != nil {
			return nil, err
		}
		out = append(out, paid...)
	}
	slices.SortStableFunc(out, func(a, b Payment) int { return a.Date.Compare(b.Date) })
	return out, nil
}

func (b *Bank) payLocked(c Claim) ([]Payment, error) {
	if !payref.ValidAccount(c.Account) || !payref.ValidAccount(c.PayerAccount) || c.Amount.Sign() <= 0 || c.Due.IsZero() || len(c.KID) > 25 {
		return nil, fmt.Errorf("claim %q: account %q, payer's account %q, amount %s, due %s, KID %q: cannot be paid",
			c.Number, c.Account, c.PayerAccount, c.Amount, c.Due, c.KID)
	}
	p := Payment{Claim: c, Amount: c.Amount, KID: c.KID, ok: c.KID != "", Date: bankDay(c.Due.AddDays(-b.rand.IntN(6)))}
	if c.KID == "" {
		p.Text = "Faktura " + c.Number
	}
	switch c.Habit {
	case Never:
		return nil, nil
	case InPart:
		p.Amount = part(c.Amount, 30+b.rand.Int64N(41))
	case Late:
		p.Date = bankDay(c.Due.AddDays(3 + b.rand.IntN(20)))
	case WrongKID:
		p.KID, p.ok = wrong(c.KID, b.rand), false
	case WithoutKID:
		p.KID, p.ok, p.Text = "", false, b.wordsLocked(c)
	case TooMuch:
		var err error
		if p.Amount, err = c.Amount.Add(money.New(100_00, c.Amount.Currency)); err != nil {
			return nil, fmt.Errorf("claim %q: %w", c.Number, err)
		}
	case InTwoParts:
		return b.inTwoLocked(p)
	}
	p.Reference = b.referenceLocked()
	return []Payment{p}, nil
}

func (b *Bank) inTwoLocked(p Payment) ([]Payment, error) {
	rest := p
	p.Amount = part(p.Amount, 50)
	var err error
	if rest.Amount, err = rest.Amount.Sub(p.Amount); err != nil {
		return nil, fmt.Errorf("claim %q: %w", p.Claim.Number, err)
	}
	rest.Date = bankDay(p.Date.AddDays(7))
	p.Reference, rest.Reference = b.referenceLocked(), b.referenceLocked()
	return []Payment{p, rest}, nil
}

// wordsLocked is what people write when they do not use the KID.
func (b *Bank) wordsLocked(c Claim) string {
	return []string{
		"Faktura " + c.Number, "Fakt.nr " + c.Number + " " + c.Payer, "Betaling fra " + c.Payer, "Kontingent", "",
	}[b.rand.IntN(5)]
}

// referenceLocked is the bank's own reference of a payment, unique in the box.
func (b *Bank) referenceLocked() string {
	b.count++
	return fmt.Sprintf("%09d", 500_000_000+b.count)
}

// part is so many per cent of an amount in whole kroner, but never nothing.
func part(a money.Amount, percent int64) money.Amount {
	minor := a.Minor / 100 * percent
	if whole := minor / 100 * 100; whole > 0 {
		minor = whole
	}
	return money.New(max(minor, 1), a.Currency)
}

// wrong changes one digit of a KID, so that its check digit no longer fits.
func wrong(kid string, r *rand.Rand) string {
	b := []byte(kid)
	if len(b) < 2 {
		return kid
	}
	i := r.IntN(len(b) - 1)
	if b[i] < '0' || b[i] > '9' {
		return kid
	}
	b[i] = '0' + (b[i]-'0'+1)%10
	return string(b)
}

// bankDay is the day itself or the next one banks work.
func bankDay(d cal.Date) cal.Date {
	for !cal.BankDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// accountOf makes a valid account number out of a name.
func accountOf(name string) string {
	h := fnv.New64a()
	h.Write([]byte(strings.ToLower(name))) // never fails
	for n := h.Sum64(); ; n++ {
		digits := fmt.Sprintf("%010d", n%10_000_000_000)
		if check := payref.Mod11(digits); check >= '0' && check <= '9' {
			return digits + string(check)
		}
	}
}
