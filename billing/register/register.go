// Package register holds what is said while a register is brought over from a file of another program: the rows of the
// file, which column is which field, what would change, and what a person decided.
//
// The types are plain values without I/O, so that the window and the use cases can speak of the same thing. Reading files
// is app/sheet's, guessing and planning app/intake's, writing app's. The package imports billing and its leaves.
//
// The way of an import: a file becomes a Sheet; a Mapping says which Column is which Field (guessed, remembered, or set by
// a person); Sheet and Mapping make a Plan, which writes nothing; Plan and Choices are applied at once and make a Result.
package register

// Kind is what a file holds.
type Kind string

// The kinds of register.
const (
	Customers Kind = "customers" // whoever is invoiced
	Items     Kind = "items"     // what is sold
	Members   Kind = "members"   // customers whose guardian pays
	Drafts    Kind = "drafts"    // invoices to be, one line a row
)

// Kinds are all kinds in the order they are offered.
func Kinds() []Kind { return []Kind{Customers, Members, Items, Drafts} }

// Verdict is what would happen with a row.
type Verdict string

// The verdicts.
const (
	New      Verdict = "new"       // stored as a new one
	Changed  Verdict = "change"    // changes one that is there; see Row.Changes
	Same     Verdict = "same"      // is there already, nothing to do
	Doubtful Verdict = "duplicate" // may be one that is there; a person decides, see Row.Duplicates
	Faulty   Verdict = "faulty"    // cannot be stored; see Row.Faults
)

// Choice is what a person wants done with a row that may be a duplicate.
type Choice string

// The choices.
const (
	Undecided Choice = ""
	Merge     Choice = "merge" // lay the row over the one it resembles most
	Skip      Choice = "skip"  // leave the row out
	AsNew     Choice = "new"   // store it as one of its own
)

// Reason says why a row may be a duplicate.
type Reason string

// The reasons, strongest first.
const (
	SameOrgNo       Reason = "same-org-no"
	SameNameAddress Reason = "same-name-address" // and the same name or e-mail where a file holds no address
	SameEmail       Reason = "same-email"
	NearName        Reason = "near-name" // nearly the same name at the same post code
)
