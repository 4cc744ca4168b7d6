// Package billing is the domain: parties, drafts, issued documents, payments and what must always hold among them.
//
// It holds types, calculation, issue, credit and allocation, and the ports it needs from the outside (Tx, Channel). It
// imports only the standard library, decimals and its own leaves money, cal and payref. Storage, network, windows and the
// sentences users read are left to others: faults carry codes and arguments, never prose.
//
// Fields carry the business term of EN 16931 (BT, BG) they answer to.
package billing

import (
	"errors"
	"time"
)

// Errors a caller branches on.
var (
	ErrNotFound    = errors.New("not found")
	ErrIssued      = errors.New("document is issued and never changes")
	ErrNumberTaken = errors.New("document number is taken")
	ErrExceeds     = errors.New("allocation exceeds what is left")
	ErrConflict    = errors.New("changed by someone else meanwhile")

	errTrailing = errors.New("text after the end of the document")
)

// Clock tells the moment. The day of a document is the moment's day in Europe/Oslo.
type Clock func() time.Time
