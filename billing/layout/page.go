package layout

import (
	"fmt"
	"math"

	"fakturist/billing/template"
)

// span is the blocks of one page: from, up to but not including to.
type span struct{ from, to int }

// paginate spreads the blocks over pages. The foot of the last page may hold less, because the payment box stands there;
// when what is left does not fit above it, the last rows move to a new page together with their sums.
func (s *setter) paginate(blocks []block) ([]span, error) {
	var spans []span
	for from := 0; ; {
		page := len(spans) + 1
		if page > maxPages {
			return nil, fmt.Errorf("document of more than %d pages", maxPages)
		}
		if s.fit(blocks, from, page, true) == len(blocks) {
			return append(spans, span{from, len(blocks)}), nil
		}
		to := s.fit(blocks, from, page, false)
		if to == len(blocks) {
			to = s.lastBreak(blocks, from, page)
		}
		spans = append(spans, span{from, to})
		from = to
	}
}

// maxPages bounds a document: beyond it something is wrong with the input.
const maxPages = 500

// fit tells how many blocks fit on a page when it begins with blocks[from]: the index of the first that does not.
func (s *setter) fit(blocks []block, from, page int, last bool) int {
	y, limit := s.top(page), s.bottom(page, last)
	if from < len(blocks) {
		y += repeated(blocks[from])
	}
	to := from
	for ; to < len(blocks); to++ {
		b := blocks[to]
		if to > from {
			y += b.gap
		}
		y += b.h
		if y+carried(blocks, to) > limit+0.001 {
			break
		}
	}
	if to == len(blocks) {
		return to
	}
	fitting := to
	for to > from && blocks[to].keep {
		to--
	}
	if to == from { // more is to stay together than a page holds, and a block that fits nowhere stands alone
		return max(from+1, fitting)
	}
	return to
}

// repeated is the room for the heading and the sum carried over at the top of a page that begins inside a table.
func repeated(b block) float64 {
	if b.t == nil {
		return 0
	}
	return b.t.headHeight() + b.carryIn()
}

func (b block) carryIn() float64 {
	if b.t == nil || b.row == 0 {
		return 0
	}
	return b.t.carryHeight()
}

// carried is the room for the sum carried forward, should the page end after blocks[i].
func carried(blocks []block, i int) float64 {
	if i+1 < len(blocks) && blocks[i].t != nil && blocks[i+1].t == blocks[i].t {
		return blocks[i].t.carryHeight()
	}
	return 0
}

// lastBreak finds where to part the blocks of a last page that do not fit above its foot: as late as the rest, which goes
// to a page of its own, allows.
func (s *setter) lastBreak(blocks []block, from, page int) int {
	best := from + 1
	for at := from + 1; at < len(blocks); at++ {
		if !blocks[at].keep && s.fit(blocks, at, page+1, true) == len(blocks) {
			best = at
		}
	}
	return min(best, len(blocks))
}

// edges are the places where the flow begins and ends; asked for often and measured once.
type edges struct {
	first  float64             // top of the first page
	bottom map[[2]bool]float64 // by first page, last page
}

// measureEdges finds where the flow begins on the first page, below everything that pushes it, and where it ends on each
// kind of page, above what is anchored to the foot.
func (s *setter) measureEdges() error {
	p := s.tpl.Page
	s.edges = edges{first: p.Top, bottom: map[[2]bool]float64{}}
	for _, k := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
		s.edges.bottom[k] = p.Height - p.Bottom
	}
	for i := range s.tpl.Elements {
		e := &s.tpl.Elements[i]
		if e.Anchor != template.AnchorBottom && !(e.Push && e.Anchor == template.AnchorPage) {
			continue
		}
		b, err := s.box(e)
		if err != nil {
			return err
		}
		if b == nil {
			continue
		}
		if e.Push && e.Anchor == template.AnchorPage {
			s.edges.first = max(s.edges.first, e.Y+b.h+pushGap)
			continue
		}
		for k, limit := range s.edges.bottom {
			if e.Pages.On(pageOf(k)) {
				s.edges.bottom[k] = min(limit, p.Height-e.Y-b.h-e.Gap)
			}
		}
	}
	return nil
}

// pageOf is a page number and count that stand for a kind of page.
func pageOf(kind [2]bool) (n, count int) {
	n = 2
	if kind[0] {
		n = 1
	}
	if kind[1] {
		return n, n
	}
	return n, n + 1
}

// pushGap is the room between an element that pushes and the flow.
const pushGap = 8

// top is where the flow begins on a page.
func (s *setter) top(page int) float64 {
	if page > 1 {
		return s.tpl.Page.Next
	}
	return s.edges.first
}

// bottom is where the flow must end on a page.
func (s *setter) bottom(page int, last bool) float64 { return s.edges.bottom[[2]bool{page == 1, last}] }

// page draws one page: what lies under everything, the elements of the sheet, then the flow.
func (s *setter) page(sp span, blocks []block) ([]Op, error) {
	ops := s.watermark()
	ops = append(ops, s.folds()...)
	for i := range s.tpl.Elements {
		e := &s.tpl.Elements[i]
		if (e.Anchor != template.AnchorPage && e.Anchor != template.AnchorBottom) || !e.Pages.On(s.values.page, s.values.count) {
			continue
		}
		b, err := s.box(e)
		if err != nil {
			return nil, err
		}
		if b == nil {
			continue
		}
		top := e.Y
		if e.Anchor == template.AnchorBottom {
			top = s.tpl.Page.Height - e.Y - b.h
		}
		ops = append(ops, b.draw(top)...)
	}
	return append(ops, s.flowOn(sp, blocks)...), nil
}

func (s *setter) flowOn(sp span, blocks []block) []Op {
	var ops []Op
	y := s.top(s.values.page)
	if sp.from >= len(blocks) {
		return nil
	}
	if first := blocks[sp.from]; first.t != nil {
		ops = append(ops, s.putHead(first.t, y)...)
		y += first.t.headHeight()
		if first.carryIn() > 0 {
			ops = append(ops, s.putCarry(first.t, "carriedIn", first.t.rows[first.row-1].sum, y)...)
			y += first.carryIn()
			if first.t.rule != nil {
				ops = append(ops, hairline(first.t.e.X, first.t.e.X+first.t.e.W, y, *first.t.rule))
			}
		}
	}
	for i := sp.from; i < sp.to; i++ {
		b := blocks[i]
		if i > sp.from {
			y += b.gap
		}
		ops = append(ops, b.draw(y)...)
		y += b.h
	}
	if end := blocks[sp.to-1]; sp.to < len(blocks) && carried(blocks, sp.to-1) > 0 {
		ops = append(ops, s.putCarry(end.t, "carriedOut", end.t.rows[end.row].sum, y)...)
	}
	return ops
}

// foldLength is how far fold marks reach in from the left edge, millimetres.
const foldLength = 5

func (s *setter) folds() []Op {
	if s.values.page != 1 {
		return nil
	}
	var ops []Op
	for _, y := range s.tpl.Page.Folds {
		ops = append(ops, Line{X1: 3, Y1: y, X2: 3 + foldLength, Y2: y, Weight: 0.1, Color: template.Color{R: 0xC4, G: 0xCC, B: 0xCF}})
	}
	return ops
}

// watermark marks a page of a practice company: light enough to read the document on it, dark enough to survive copying.
func (s *setter) watermark() []Op {
	if !s.values.in.Practice {
		return nil
	}
	word := s.values.word("practice")
	w, h := s.tpl.Page.Width, s.tpl.Page.Height
	size := 100 * 0.55 * math.Hypot(w, h) / s.m.Width(template.Bold, 100, word)
	width := s.m.Width(template.Bold, size, word)
	turn := math.Atan2(h, w)
	along, up := width/2, s.m.Capital(template.Bold, size)/2
	return []Op{Text{
		X: w/2 - along*math.Cos(turn) + up*math.Sin(turn), Y: h/2 + along*math.Sin(turn) + up*math.Cos(turn), Width: width,
		Font: template.Bold, Size: math.Round(size*100) / 100, Color: template.Color{R: 0xEE, G: 0xF2, B: 0xF3},
		Turn: turn * 180 / math.Pi, Text: word,
	}}
}
