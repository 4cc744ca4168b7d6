package register

import "slices"

// Field is what a column holds, such as "customer_no". The names are part of saved mappings and of `--map COL=FIELD`.
type Field string

// Ignore is the field of a column that is left out on purpose.
const Ignore Field = "-"

// The fields of a customer; items, members and drafts use some of them too.
const (
	CustomerNo Field = "customer_no"
	Name       Field = "name"
	FirstName  Field = "first_name" // joined with LastName where there is no Name
	LastName   Field = "last_name"
	Type       Field = "type"
	OrgNo      Field = "org_no"
	VATNo      Field = "vat_no"
	Email      Field = "email"
	Phone      Field = "phone"
	Contact    Field = "contact"
	Street     Field = "street"
	Extra      Field = "extra"
	PostCode   Field = "post_code"
	City       Field = "city"
	PostPlace  Field = "post_place" // post code and city in one cell: "0155 Oslo"
	Country    Field = "country"
	Endpoint   Field = "endpoint" // 0192:923609016
	Payer      Field = "payer"
	Groups     Field = "groups"
	Routes     Field = "routes"
	Language   Field = "language"
	Terms      Field = "terms" // days
	Note       Field = "note"
	Accounts   Field = "account_numbers"
)

// The fields only members have: who pays for them.
const (
	Birth             Field = "birth" // year or day of birth; only the year is kept
	GuardianNo        Field = "guardian_no"
	GuardianName      Field = "guardian_name"
	GuardianFirstName Field = "guardian_first_name"
	GuardianLastName  Field = "guardian_last_name"
	GuardianEmail     Field = "guardian_email"
	GuardianPhone     Field = "guardian_phone"
	GuardianStreet    Field = "guardian_street"
	GuardianPostCode  Field = "guardian_post_code"
	GuardianCity      Field = "guardian_city"
	GuardianPostPlace Field = "guardian_post_place"
)

// The fields of items and of the lines of drafts.
const (
	ItemNo      Field = "item_no"
	ItemName    Field = "item"
	Description Field = "description"
	Unit        Field = "unit"
	Price       Field = "price" // without VAT
	VAT         Field = "vat"
)

// The fields only drafts have.
const (
	DraftKey          Field = "draft" // rows with the same key and customer are lines of one draft
	Quantity          Field = "quantity"
	Discount          Field = "discount" // "10 %" or an amount
	DiscountPercent   Field = "discount_percent"
	For               Field = "for" // the member or child the line is for
	IssueDate         Field = "issue_date"
	DueDate           Field = "due_date"
	DeliveryDate      Field = "delivery_date"
	PeriodFrom        Field = "period_from"
	PeriodTo          Field = "period_to"
	Currency          Field = "currency"
	BuyerReference    Field = "buyer_reference"
	OrderReference    Field = "order_reference"
	ContractReference Field = "contract_reference"
	ProjectReference  Field = "project_reference"
	CostCode          Field = "cost_code"
	PriceWithVAT      Field = "price_with_vat" // instead of Price
)

// fields are those of each kind, in the order a person is shown them.
var fields = map[Kind][]Field{
	Customers: {CustomerNo, Name, FirstName, LastName, Type, OrgNo, VATNo, Email, Phone, Contact, Street, Extra, PostCode, City, PostPlace,
		Country, Endpoint, Payer, Groups, Routes, Language, Terms, Accounts, Note},
	Members: {CustomerNo, Name, FirstName, LastName, Birth, Groups, Email, Phone, Street, Extra, PostCode, City, PostPlace, Country,
		GuardianNo, GuardianName, GuardianFirstName, GuardianLastName, GuardianEmail, GuardianPhone, GuardianStreet, GuardianPostCode,
		GuardianCity, GuardianPostPlace, Language, Accounts, Note},
	Items: {ItemNo, ItemName, Description, Unit, Price, VAT},
	Drafts: {DraftKey, CustomerNo, OrgNo, Name, Email, Street, PostCode, City, PostPlace, ItemNo, ItemName, Description, Quantity, Unit, Price,
		PriceWithVAT, VAT, Discount, DiscountPercent, For, IssueDate, DueDate, DeliveryDate, PeriodFrom, PeriodTo, Currency, BuyerReference,
		OrderReference, ContractReference, ProjectReference, CostCode, Note},
}

// Fields are the fields a kind takes, in the order a person is shown them.
func Fields(k Kind) []Field { return slices.Clone(fields[k]) }

// Takes tells whether a kind has a field.
func (k Kind) Takes(f Field) bool { return slices.Contains(fields[k], f) }

// needs are alternatives of which one must be mapped, in the order they are preferred.
var needs = map[Kind][][]Field{
	Customers: {{Name, LastName}},
	Members:   {{Name, LastName}},
	Items:     {{ItemName}},
	Drafts:    {{CustomerNo, OrgNo, Name}, {ItemName, ItemNo}},
}

// Missing are the fields a mapping must still name before a plan can be made: of each set of alternatives without a column
// the first.
func (m Mapping) Missing() []Field {
	var out []Field
	for _, alternatives := range needs[m.Kind] {
		if !slices.ContainsFunc(alternatives, m.has) {
			out = append(out, alternatives[0])
		}
	}
	return out
}

func (m Mapping) has(f Field) bool {
	for _, mapped := range m.Fields {
		if mapped == f {
			return true
		}
	}
	return false
}
