package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/ui/widget"
)

// pager feeds lists from a service that pages by key: it reads on until what is in sight is there, one question at a time,
// and keeps what it has read, so that several lists may show the same rows.
type pager[T any] struct {
	desk *desk
	// fetch asks for the rows after a key.
	fetch func(ctx context.Context, after string, limit int) (billing.Page[T], error)
	// row draws one; its ID names it.
	row func(T) widget.ListRow
	// loaded is called after rows came.
	loaded func()

	lists []*pagedList[T]
	rows  []T
	at    map[string]int // by row ID
	next  string
	done  bool
	count int // known or guessed; grows while reading
	known bool

	question latest
	reading  bool
	wanted   int
}

// pagedList is a list that shows the pager's rows, perhaps drawn its own way.
type pagedList[T any] struct {
	list       *widget.List
	row        func(T) widget.ListRow
	generation int
	from       int // the first row it has not been handed since its count last changed
}

const (
	firstRows = 100
	moreRows  = 500
)

// attach lets a list show the rows; row may be nil for the pager's own drawing.
func (p *pager[T]) attach(list *widget.List, row func(T) widget.ListRow) {
	if row == nil {
		row = p.row
	}
	l := &pagedList[T]{list: list, row: row}
	p.lists = append(p.lists, l)
	list.OnFetch = func(generation, from, to int) {
		l.generation, l.from = generation, min(l.from, from)
		p.want(to)
	}
}

// ask starts anew with a question of so many answers; below 0 their number is not known. keep leaves places and marks.
func (p *pager[T]) ask(count int, keep bool) {
	p.question.next()
	p.rows, p.at, p.next, p.done, p.reading = nil, map[string]int{}, "", false, false
	p.known, p.count = count >= 0, max(count, 0)
	least := firstRows
	if keep {
		for _, l := range p.lists {
			least = max(least, l.list.Cursor()+1)
		}
	}
	p.wanted = least
	p.read(keep)
}

// want reads on until so many rows are there.
func (p *pager[T]) want(to int) {
	p.wanted = max(p.wanted, to)
	if len(p.rows) >= to || p.done {
		p.fill()
		return
	}
	if !p.reading {
		p.read(true)
	}
}

func (p *pager[T]) read(keep bool) {
	p.reading = true
	current, after, limit := p.question.next(), p.next, moreRows
	if after == "" {
		limit = max(firstRows, min(p.wanted, moreRows))
	}
	ask(p.desk, func(ctx context.Context) (billing.Page[T], error) { return p.fetch(ctx, after, limit) }, func(page billing.Page[T], err error) {
		if !current() {
			return
		}
		p.reading = false
		if err != nil {
			p.desk.murmur(err)
			return
		}
		p.take(page, keep)
	})
}

func (p *pager[T]) take(page billing.Page[T], keep bool) {
	for _, r := range page.Rows {
		p.at[p.row(r).ID] = len(p.rows)
		p.rows = append(p.rows, r)
	}
	first := p.next == ""
	for _, l := range p.lists {
		l.from = min(l.from, len(p.rows)-len(page.Rows))
	}
	p.next, p.done = page.Next, page.Next == ""
	before := p.count
	switch {
	case p.done:
		p.count = len(p.rows)
	case !p.known, p.count <= len(p.rows):
		p.count = len(p.rows) + firstRows
	}
	p.tellCount(first, keep, before)
	p.fill()
	if p.loaded != nil {
		p.loaded()
	}
	if len(p.rows) < p.wanted && !p.done {
		p.read(true)
	}
}

// tellCount tells the lists how many rows there are: anew after a new question, else only when that changed.
func (p *pager[T]) tellCount(first, keep bool, before int) {
	for _, l := range p.lists {
		switch {
		case first && !keep:
			l.generation = l.list.Reset(p.count)
		case first || before != p.count:
			l.generation = l.list.Renew(p.count)
		}
	}
}

// fill hands the lists what is there and they have not got.
func (p *pager[T]) fill() {
	for _, l := range p.lists {
		from := min(l.from, len(p.rows))
		rows := make([]widget.ListRow, 0, len(p.rows)-from)
		for _, r := range p.rows[from:] {
			rows = append(rows, l.row(r))
		}
		l.from = len(p.rows)
		l.list.SetRows(l.generation, from, rows)
	}
}

// get finds a row that was read, by ID.
func (p *pager[T]) get(id string) (T, bool) {
	i, ok := p.at[id]
	if !ok {
		var none T
		return none, false
	}
	return p.rows[i], true
}

// index of a row that was read, by ID; -1 when it was not.
func (p *pager[T]) index(id string) int {
	if i, ok := p.at[id]; ok {
		return i
	}
	return -1
}
