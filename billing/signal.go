package billing

// Signal tells the window, and whoever else listens, that something changed. It carries keys only: who cares reads anew.
// It is one of the types below.
type Signal interface{ signal() }

// InvoiceIssued says that a draft became an invoice or credit note.
type InvoiceIssued struct{ Number string }

// DraftChanged says that a draft was stored or thrown away.
type DraftChanged struct{ ID int64 }

// PaymentAllocated says that a bank entry was booked, or its booking taken back.
type PaymentAllocated struct{ EntryID int64 }

// DeliveryChanged says that a document got further, or not, on its way out.
type DeliveryChanged struct {
	ID      int64
	Invoice string // document number
}

// StatementRead says that a statement file was read.
type StatementRead struct{ Report ImportReport }

// CustomerChanged says that a customer was stored.
type CustomerChanged struct{ No string }

// ItemChanged says that an item was stored or removed.
type ItemChanged struct{ No string }

// SettingsChanged says that the company's settings changed.
type SettingsChanged struct{}

// LookupChanged says that a receiver began, or ceased, to take EHF invoices. Nothing is sent another way for it than the list
// of channels says.
type LookupChanged struct {
	Participant string // "0192:923609016"
	Takes       bool   // now
}

// CompanyOpened says that another company file is open now: everything shown is out of date.
type CompanyOpened struct{}

func (InvoiceIssued) signal()    {}
func (DraftChanged) signal()     {}
func (PaymentAllocated) signal() {}
func (DeliveryChanged) signal()  {}
func (StatementRead) signal()    {}
func (CustomerChanged) signal()  {}
func (ItemChanged) signal()      {}
func (SettingsChanged) signal()  {}
func (LookupChanged) signal()    {}
func (CompanyOpened) signal()    {}
