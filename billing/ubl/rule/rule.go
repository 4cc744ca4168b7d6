// Package rule checks a UBL invoice or credit note against the UBL schema, the rules of EN 16931 and of Peppol BIS Billing
// 3.0.21 with its national rules, and to the øre where those rules leave slack. docs/ehf-rules.md tells what is covered.
//
// Rules that ask for the same kind of thing are rows of a table: what must be there (model, syntax, peppol and the
// countries), codes, numbers of parties, what EHF has no use for (unused.txt), the order of elements (schema.txt). What is
// added up, and what hangs together, is told by functions. Where an official rule is odd, the odd thing is done.
//
// It works on the bytes alone: what a document says is added up again here and never taken from billing's own
// calculation, so that a fault in one is found by the other. A rule that exists in the official Schematron carries its id;
// our own findings have codes in small letters (kid-wrong, vat-inexact). It may import billing, its leaves, billing/tax
// and billing/ubl. Sentences for users are made elsewhere from ID and Args.
package rule

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// Flag is how much a finding weighs.
type Flag string

// The flags, as the official rules have them.
const (
	Fatal   Flag = "fatal"
	Warning Flag = "warning"
)

// What bytes are told that are no UBL invoice or credit note.
const (
	notWellFormed   = "NOT-WELL-FORMED"
	unsupportedRoot = "UNSUPPORTED-ROOT"
)

// Finding is one thing wrong with a document.
type Finding struct {
	ID   string            `json:"id"`   // rule id, or our own code
	Flag Flag              `json:"flag"` // fatal or warning
	Path string            `json:"path"` // element, such as /Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount
	Args map[string]string `json:"args,omitempty"`
}

// Limits of what is found, so that a hostile document takes no more than seconds.
const (
	maxOfOne    = 100   // findings of one rule
	maxMisbuilt = 20000 // elements of a document that is not built by the schema and yet checked by all rules
)

// xsdOrder is the finding of a document that is not built by the schema.
const xsdOrder = "XSD-ORDER"

// Check finds everything wrong with a document, in document order, the first hundred of each rule. Bytes that are no UBL invoice or credit note give one
// fatal finding: NOT-WELL-FORMED or UNSUPPORTED-ROOT.
//
// Which check digit a KID has is not in the document: either method will do. CheckOwn knows.
func Check(data []byte) []Finding { return CheckOwn(data, payref.Agreement{}) }

// CheckOwn is Check for a document of a seller whose KID agreement is known: its KIDs must have the agreed length and check
// digit. The zero Agreement is Check.
func CheckOwn(data []byte, kid payref.Agreement) []Finding {
	root, err := ubl.Parse(data)
	if err != nil {
		return []Finding{{ID: notWellFormed, Flag: Fatal, Args: map[string]string{"reason": err.Error()}}}
	}
	if root.Name != "Invoice" && root.Name != "CreditNote" {
		return []Finding{{ID: unsupportedRoot, Flag: Fatal, Path: root.Path(), Args: map[string]string{"root": root.Name}}}
	}
	c := newChecker(root)
	c.agreement = kid
	for _, s := range steps {
		s.run(c)
		if c.count[xsdOrder] > 0 && c.elements > maxMisbuilt {
			break // what the schema limits may come any number of times, and every sum would be taken of every one
		}
	}
	return c.sorted()
}

// Count is the number of fatal findings and of warnings.
func Count(found []Finding) (fatal, warnings int) {
	for _, f := range found {
		if f.Flag == Fatal {
			fatal++
		} else {
			warnings++
		}
	}
	return fatal, warnings
}

// Faults gives findings as faults of the domain, so that a draft can show what a receiver would refuse.
func Faults(found []Finding) billing.Faults {
	out := make(billing.Faults, len(found))
	for i, f := range found {
		out[i] = billing.Fault{Code: f.ID, Path: f.Path, Args: f.Args, Warning: f.Flag == Warning}
	}
	return out
}

// checker holds a document while it is checked.
type checker struct {
	root        *ubl.Node
	named       map[string][]*ubl.Node // every element, by name
	lines       []*ubl.Node
	allowances  []*ubl.Node      // of the whole document: BG-20 and BG-21
	currency    string           // BT-5
	hasCurrency bool             // whether BT-5 is there at all
	supplier    *ubl.Node        // BG-4
	buyer       *ubl.Node        // BG-7
	nation      string           // the seller's country as the national rules take it; empty where they know none
	country     string           // the seller's, as we take it
	agreement   payref.Agreement // of the seller's account; zero: not known
	elements    int              // of the document
	found       []Finding
	count       map[string]int // of found, by rule
	places      []*ubl.Node    // of found, for the order
}

func newChecker(root *ubl.Node) *checker {
	c := &checker{root: root, count: map[string]int{}, allowances: root.All("cac:AllowanceCharge"),
		currency: root.Value("cbc:DocumentCurrencyCode"), hasCurrency: root.First("cbc:DocumentCurrencyCode") != nil,
		supplier: root.First("cac:AccountingSupplierParty/cac:Party"), buyer: root.First("cac:AccountingCustomerParty/cac:Party")}
	c.elements, c.named = byName(root)
	c.lines = slices.Concat(c.named["cac:InvoiceLine"], c.named["cac:CreditNoteLine"])
	c.nation = c.countryOf(sellerParty, representativeParty)
	c.country = cmp.Or(c.nation, strings.ToUpper(c.supplier.Value("cac:PostalAddress/cac:Country/cbc:IdentificationCode")))
	return c
}

// byName counts the elements of a document and gives them by their names.
func byName(root *ubl.Node) (elements int, named map[string][]*ubl.Node) {
	groups := map[string]*[]*ubl.Node{} // looked up once an element
	root.Walk(func(n *ubl.Node) {
		elements++
		g := groups[n.Name]
		if g == nil {
			g = new([]*ubl.Node)
			groups[n.Name] = g
		}
		*g = append(*g, n)
	})
	named = make(map[string][]*ubl.Node, len(groups))
	for name, g := range groups {
		named[name] = *g
	}
	return elements, named
}

func (c *checker) creditNote() bool { return c.root.Name == "CreditNote" }

// fatal notes a broken rule at n; args are name, value pairs.
func (c *checker) fatal(id string, n *ubl.Node, args ...string) { c.noteAs(id, Fatal, n, args) }

// warn notes as a warning what may be fatal elsewhere.
func (c *checker) warn(id string, n *ubl.Node, args ...string) { c.noteAs(id, Warning, n, args) }

// note is fatal for an id out of a table.
func (c *checker) note(id string, n *ubl.Node, args []string) { c.noteAs(id, Fatal, n, args) }

func (c *checker) noteAs(id string, flag Flag, n *ubl.Node, args []string) {
	if c.count[id]++; c.count[id] > maxOfOne {
		return
	}
	f := Finding{ID: id, Flag: flag}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
	}
	c.found, c.places = append(c.found, f), append(c.places, n)
}

// empty notes elements without content.
func (c *checker) empty() {
	c.root.Walk(func(n *ubl.Node) {
		if len(n.Children) == 0 && n.Text == "" {
			c.fatal("PEPPOL-EN16931-R008", n)
		}
	})
}

// sorted puts findings in document order, those of one element by id.
func (c *checker) sorted() []Finding {
	if len(c.found) < 2 {
		for i := range c.found {
			c.found[i].Path = c.places[i].Path()
		}
		return slices.Concat([]Finding{}, c.found)
	}
	place := map[*ubl.Node]int{}
	c.root.Walk(func(n *ubl.Node) { place[n] = len(place) })
	order := make([]int, len(c.found))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(place[c.places[a]], place[c.places[b]]), cmp.Compare(c.found[a].ID, c.found[b].ID))
	})
	out := make([]Finding, 0, len(order))
	for _, i := range order {
		c.found[i].Path = c.places[i].Path()
		out = append(out, c.found[i])
	}
	return out
}

var errNoNumber = errors.New("no number")

// num is the number at a path below n. What is no number was noted by numbers already.
func num(n *ubl.Node, path string) (decimal.Decimal, error) {
	found := n
	if path != "." {
		found = n.First(path)
	}
	if found == nil {
		return decimal.Zero, errNoNumber
	}
	return decimalOf(found.Text)
}

// decimalOf reads an xs:decimal as ubl.Number does. Nearly all are short, and a check reads thousands.
func decimalOf(s string) (decimal.Decimal, error) {
	if s == "" || len(s) > 18 || s[0] == '-' || s[0] == '+' || !isDecimal(s) {
		return ubl.Number(s)
	}
	var digits int64
	var places int32
	for i := range len(s) {
		if s[i] == '.' {
			places = int32(len(s) - i - 1)
			continue
		}
		digits = digits*10 + int64(s[i]-'0')
	}
	return decimal.New(digits, -places), nil
}

// numOr is num, or a stand-in where there is none.
func numOr(n *ubl.Node, path string, otherwise decimal.Decimal) decimal.Decimal {
	if d, err := num(n, path); err == nil {
		return d
	}
	return otherwise
}

// sum adds up the numbers at a path below each of nodes.
func sum(nodes []*ubl.Node, path string) decimal.Decimal {
	total := decimal.Zero
	for _, n := range nodes {
		total = total.Add(numOr(n, path, decimal.Zero))
	}
	return total
}

// charges are the nodes with their charge indicator set, or not set.
func charges(nodes []*ubl.Node, charge bool) []*ubl.Node {
	var out []*ubl.Node
	for _, n := range nodes {
		if charge && isCharge(n) || !charge && isAllowance(n) {
			out = append(out, n)
		}
	}
	return out
}

// words are the nodes whose charge indicator is written out as word: the Peppol rules know no 1 and 0.
func words(nodes []*ubl.Node, word string) []*ubl.Node {
	var out []*ubl.Node
	for _, n := range nodes {
		if n.Value("cbc:ChargeIndicator") == word {
			out = append(out, n)
		}
	}
	return out
}

func isCharge(n *ubl.Node) bool {
	v := n.Value("cbc:ChargeIndicator")
	return v == "true" || v == "1"
}

func isAllowance(n *ubl.Node) bool {
	v := n.Value("cbc:ChargeIndicator")
	return v == "false" || v == "0"
}
