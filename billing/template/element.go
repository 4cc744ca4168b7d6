package template

// Kind says what an element is.
type Kind string

// The kinds of element.
const (
	KindText    Kind = "text"    // words and fields; lines whose fields are all empty fall away
	KindAddress Kind = "address" // a text that must fit the envelope window
	KindFacts   Kind = "facts"   // rows of label and value
	KindCells   Kind = "cells"   // labels over values, side by side
	KindTable   Kind = "table"   // one row for each line, tax or adjustment
	KindImage   Kind = "image"
	KindLine    Kind = "line" // from X, Y to X+W, Y+H
	KindRect    Kind = "rect"
	KindSign    Kind = "sign" // lines to sign on side by side, each over its label
)

// Anchor says what an element's place is counted from.
type Anchor string

// The anchors. The flow runs down the page and over to the next; elements of the flow come in their order in the template.
const (
	AnchorPage   Anchor = ""       // X, Y on the sheet
	AnchorFlow   Anchor = "flow"   // Gap below the element of the flow before it
	AnchorBeside Anchor = "beside" // at the height where the element of the flow before it begins
	AnchorBottom Anchor = "bottom" // Y is the distance from the foot of the sheet to the element's lower edge; keeps the flow off
)

// PageRule says on which pages an element of the sheet stands. Elements of the flow stand where they fall.
type PageRule string

// The page rules.
const (
	AllPages  PageRule = ""
	FirstPage PageRule = "first"
	LastPage  PageRule = "last"
	NotFirst  PageRule = "not-first"
	NotLast   PageRule = "not-last"
)

// On tells whether the rule takes in page n of count; the first page is 1.
func (r PageRule) On(n, count int) bool {
	switch r {
	case FirstPage:
		return n == 1
	case LastPage:
		return n == count
	case NotFirst:
		return n > 1
	case NotLast:
		return n < count
	}
	return true
}

// Source says what a table has rows of.
type Source string

// The sources of rows.
const (
	SourceLines       Source = "lines"       // BG-25, fields line.*
	SourceTaxes       Source = "taxes"       // BG-23, fields vat.*
	SourceAdjustments Source = "adjustments" // BG-20 and BG-21, fields adjustment.*; the parts of one make one row
	SourceWork        Source = "work"        // of a timesheet, fields row.*, with the sums among them
)

// Element is one thing on the sheet. Which fields count depends on Kind.
type Element struct {
	ID     string      `json:"id"`
	Kind   Kind        `json:"kind"`
	X      float64     `json:"x"`
	Y      float64     `json:"y,omitempty"`
	W      float64     `json:"w"`
	H      float64     `json:"h,omitempty"` // zero: as high as the content; facts that push and are higher go on in the flow
	Anchor Anchor      `json:"anchor,omitempty"`
	Gap    float64     `json:"gap,omitempty"`    // flow: space above
	Keep   bool        `json:"keep,omitempty"`   // flow: stays on the page of the element before it, and takes its last rows along
	Pages  PageRule    `json:"pages,omitempty"`  // sheet and bottom
	Push   bool        `json:"push,omitempty"`   // sheet, first page: the flow begins below it
	ShowIf []Condition `json:"showIf,omitempty"` // all must hold
	Shrink bool        `json:"shrink,omitempty"` // a text too high for H is set smaller, down to two thirds
	Group  string      `json:"group,omitempty"`  // the designer's: elements that move together
	Locked bool        `json:"locked,omitempty"` // the designer's

	Style string `json:"style,omitempty"` // text, address; rows and cells without their own
	Text  string `json:"text,omitempty"`  // text, address: words, {{field}} and {{field|formatter}}; \n ends a line
	Lines int    `json:"lines,omitempty"` // text, address: at most so many lines; zero: any number

	Label      string  `json:"label,omitempty"`      // facts, cells, sign: style of the labels
	LabelWidth float64 `json:"labelWidth,omitempty"` // facts
	Rows       []Row   `json:"rows,omitempty"`       // facts, cells, sign

	Table *Table `json:"table,omitempty"`

	Image  string  `json:"image,omitempty"`  // image: "logo"
	Fill   string  `json:"fill,omitempty"`   // rect: palette name
	Stroke string  `json:"stroke,omitempty"` // rect, line, sign: palette name
	Weight float64 `json:"weight,omitempty"` // rect, line, sign: millimetres
	Radius float64 `json:"radius,omitempty"` // rect: millimetres
}

// Box of an element of the sheet whose height is given.
func (e Element) Box() Box { return Box{X: e.X, Y: e.Y, W: e.W, H: e.H} }

// Row is a label with its value in facts and cells; it falls away when the value is empty. In sign it is a label alone.
type Row struct {
	Label  string      `json:"label"`
	Value  string      `json:"value"`
	Style  string      `json:"style,omitempty"` // of the value; empty: the element's
	Title  string      `json:"title,omitempty"` // of the label; empty: the element's
	W      float64     `json:"w,omitempty"`     // cells: width; zero: a share of what is left
	Rule   string      `json:"rule,omitempty"`  // facts: palette name of a hairline above
	Gap    float64     `json:"gap,omitempty"`   // facts: extra space above
	ShowIf []Condition `json:"showIf,omitempty"`
}

// Table describes the rows of a table.
type Table struct {
	Source  Source   `json:"source"`
	Head    string   `json:"head,omitempty"`    // style of the headings; empty: no heading
	Row     string   `json:"row"`               // style of the cells
	Detail  string   `json:"detail,omitempty"`  // style of the second lines
	Sum     string   `json:"sum,omitempty"`     // work: style of the rows that sum up
	Pad     float64  `json:"pad"`               // space above and below the text of a row
	Gutter  float64  `json:"gutter"`            // space between columns
	Rule    string   `json:"rule,omitempty"`    // palette name of the hairline under each row
	TopRule string   `json:"topRule,omitempty"` // palette name of the stronger line under the heading
	Carry   bool     `json:"carry,omitempty"`   // lines: carry the sum forward over page breaks
	Columns []Column `json:"columns"`
}

// Column of a table. Columns whose every cell is empty fall away when Hide is set, and the flexible ones take their room.
type Column struct {
	Title  string  `json:"title"`
	Value  string  `json:"value"`
	Detail string  `json:"detail,omitempty"` // set below the value in the detail style
	Span   bool    `json:"span,omitempty"`   // the detail runs below the whole row, as wide as the table
	W      float64 `json:"w,omitempty"`      // zero: takes what the others leave
	Align  Align   `json:"align,omitempty"`
	Hide   bool    `json:"hide,omitempty"`
}

// Op is how a condition looks at a field.
type Op string

// The ways to look at a field.
const (
	OpSet   Op = "set"   // it has a value
	OpEmpty Op = "empty" // it has none
	OpIs    Op = "is"    // its value is Value, as data: "yes", "credit-note", "en"
	OpNot   Op = "not"
)

// Condition shows something only when a field answers.
type Condition struct {
	Field string `json:"field"`
	Op    Op     `json:"op"`
	Value string `json:"value,omitempty"`
}

// Holds tells whether the condition is met; raw gives the value of a field as data.
func (c Condition) Holds(raw func(field string) string) bool {
	v := raw(c.Field)
	switch c.Op {
	case OpSet:
		return v != ""
	case OpEmpty:
		return v == ""
	case OpIs:
		return v == c.Value
	case OpNot:
		return v != c.Value
	}
	return false
}

// Hold tells whether all conditions are met.
func Hold(conditions []Condition, raw func(field string) string) bool {
	for _, c := range conditions {
		if !c.Holds(raw) {
			return false
		}
	}
	return true
}
