package pile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const pointsPerMM = 72 / 25.4

// Form says how letters are put together.
type Form struct {
	Title  string
	Duplex bool      // each letter begins on the front of a sheet
	Folds  []float64 // fold marks on each letter's first page, millimetres from its upper edge
}

// Merger writes letters one after the other as one PDF. What several letters share, such as a logo or a font cut to the same
// letters, is written once. It holds one letter in memory at a time.
type Merger struct {
	out     *bufio.Writer
	at      int64
	form    Form
	offsets []int64 // by object number - 1
	kids    []int
	known   map[[sha256.Size]byte]int // objects written, by what they say
	err     error
}

const (
	catalogObject = 1
	pagesObject   = 2
	infoObject    = 3
)

// NewMerger begins a file.
func NewMerger(w io.Writer, form Form) *Merger {
	m := &Merger{out: bufio.NewWriterSize(w, 1<<16), form: form, offsets: make([]int64, infoObject), known: map[[sha256.Size]byte]int{}}
	m.write([]byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")) // four bytes above 127 tell that it is binary (ISO 32000-1, 7.5.2)
	return m
}

// Pages is how many pages there are so far, blank ones with them.
func (m *Merger) Pages() int { return len(m.kids) }

// Add writes a letter and tells how many pages it has, blank ones apart. After an error the file is of no use.
func (m *Merger) Add(pdf []byte) (pages int, err error) {
	s, err := open(pdf)
	if err != nil {
		return 0, err
	}
	c := copier{from: s, to: m, numbers: map[int]int{}, open: map[int]bool{}}
	for i, page := range s.pages {
		if err := c.page(page, i == 0); err != nil {
			return 0, fmt.Errorf("copy page %d: %w", i+1, err)
		}
	}
	if m.form.Duplex && len(s.pages)%2 == 1 {
		m.blank(s)
	}
	return len(s.pages), m.err
}

// blank adds a page of the size of a letter's last one.
func (m *Merger) blank(s *source) {
	x, y, w, h := s.box(s.pages[len(s.pages)-1])
	m.kids = append(m.kids, m.put(fmt.Appendf(nil, "<</Type/Page/Parent %d 0 R/MediaBox[%s %s %s %s]/Resources<<>>>>",
		pagesObject, figure(x), figure(y), figure(x+w), figure(y+h))))
}

// Close writes the rest of the file; it does not close what it is written to.
func (m *Merger) Close() error {
	if len(m.kids) == 0 {
		return errors.New("merge letters: none")
	}
	kids := fmt.Appendf(nil, "<</Type/Pages/Count %d/Kids[", len(m.kids))
	for _, k := range m.kids {
		kids = fmt.Appendf(kids, "%d 0 R\n", k)
	}
	m.object(pagesObject, append(kids, "]>>"...))
	m.object(catalogObject, fmt.Appendf(nil, "<</Type/Catalog/Pages %d 0 R>>", pagesObject))
	m.object(infoObject, fmt.Appendf(nil, "<</Producer(Fakturist)/Title<%s>>>", utf16Hex(m.form.Title)))
	start := m.at
	m.write(fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(m.offsets)+1))
	for _, at := range m.offsets {
		m.write(fmt.Appendf(nil, "%010d 00000 n \n", at))
	}
	m.write(fmt.Appendf(nil, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(m.offsets)+1, catalogObject, infoObject, start))
	if m.err != nil {
		return fmt.Errorf("merge letters: %w", m.err)
	}
	if err := m.out.Flush(); err != nil {
		return fmt.Errorf("merge letters: %w", err)
	}
	return nil
}

func (m *Merger) write(b []byte) {
	if m.err != nil {
		return
	}
	n, err := m.out.Write(b)
	m.at, m.err = m.at+int64(n), err
}

func (m *Merger) object(number int, body []byte) {
	m.offsets[number-1] = m.at
	m.write(fmt.Appendf(nil, "%d 0 obj\n", number))
	m.write(body)
	m.write([]byte("\nendobj\n"))
}

// reserve gives a number to an object that is written later.
func (m *Merger) reserve() int {
	m.offsets = append(m.offsets, 0)
	return len(m.offsets)
}

// put writes an object under a number of its own.
func (m *Merger) put(body []byte) int {
	n := m.reserve()
	m.object(n, body)
	return n
}

// share writes an object unless one that says the same was written before.
func (m *Merger) share(body []byte) int {
	sum := sha256.Sum256(body)
	if n, ok := m.known[sum]; ok {
		return n
	}
	n := m.put(body)
	m.known[sum] = n
	return n
}

func stream(content []byte) []byte {
	return fmt.Appendf(nil, "<</Length %d>>stream\n%s\nendstream", len(content), content)
}

// copier writes the objects of one letter.
type copier struct {
	from    *source
	to      *Merger
	numbers map[int]int  // in the merged file, by number in the letter
	open    map[int]bool // being written: an object that leads back to itself
}

// dropped are the entries of a page that lead back to its document or mean nothing on paper.
var dropped = []string{"Parent", "Annots", "StructParents", "B", "AA", "Metadata", "PieceInfo", "Thumb", "Dur", "Trans", "PresSteps"}

func (c *copier) page(page types.Dict, first bool) error {
	whole := types.Dict{}
	for key, v := range page {
		if !slices.Contains(dropped, key) {
			whole[key] = v
		}
	}
	contents := whole["Contents"]
	delete(whole, "Contents")
	var body bytes.Buffer
	fmt.Fprintf(&body, "<</Parent %d 0 R", pagesObject)
	if err := c.contents(&body, contents, page, first); err != nil {
		return err
	}
	if err := c.entries(&body, whole, 0); err != nil {
		return err
	}
	body.WriteString(">>")
	c.to.kids = append(c.to.kids, c.to.put(body.Bytes()))
	return nil
}

// contents writes what is drawn on a page; on a first one the fold marks lie over it, whatever state the page leaves its pen in.
func (c *copier) contents(body *bytes.Buffer, contents types.Object, page types.Dict, first bool) error {
	marks := first && len(c.to.form.Folds) > 0
	if contents == nil && !marks {
		return nil
	}
	list, err := c.from.table.Dereference(contents)
	if err != nil {
		return err
	}
	parts, ok := list.(types.Array)
	if !ok && contents != nil {
		parts = types.Array{contents}
	}
	body.WriteString("/Contents[")
	if marks {
		fmt.Fprintf(body, "%d 0 R ", c.to.share(stream([]byte("q"))))
	}
	for _, p := range parts {
		if err := c.object(body, p, 0); err != nil {
			return err
		}
		body.WriteByte(' ')
	}
	if marks {
		fmt.Fprintf(body, "%d 0 R", c.to.share(stream(c.marks(page))))
	}
	body.WriteByte(']')
	return nil
}

// Fold marks: short enough not to be seen, far enough in for printers that leave an edge.
const (
	markFrom   = 4.0 // mm from the left edge
	markLength = 5.0
)

// marks are the fold marks of a page as drawing operations.
func (c *copier) marks(page types.Dict) []byte {
	x, y, _, h := c.from.box(page)
	b := []byte("Q q 0.45 G 0.35 w 0 J [] 0 d\n")
	for _, fold := range c.to.form.Folds {
		at := figure(y + h - fold*pointsPerMM)
		b = fmt.Appendf(b, "%s %s m %s %s l S\n", figure(x+markFrom*pointsPerMM), at, figure(x+(markFrom+markLength)*pointsPerMM), at)
	}
	return append(b, 'Q')
}

func (c *copier) entries(body *bytes.Buffer, d types.Dict, depth int) error {
	keys := make([]string, 0, len(d))
	for key := range d {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		body.WriteByte('/')
		body.WriteString(types.EncodeName(key))
		body.WriteByte(' ')
		if err := c.object(body, d[key], depth+1); err != nil {
			return err
		}
	}
	return nil
}

// object writes a value with the references it holds as they are in the merged file.
func (c *copier) object(body *bytes.Buffer, o types.Object, depth int) error {
	if depth > maxDepth {
		return errors.New("objects lie too deep inside each other")
	}
	switch o := o.(type) {
	case nil:
		body.WriteString("null")
	case types.IndirectRef:
		n, err := c.reference(o, depth)
		if err != nil {
			return err
		}
		fmt.Fprintf(body, "%d 0 R", n)
	case types.Dict:
		body.WriteString("<<")
		if err := c.entries(body, o, depth); err != nil {
			return err
		}
		body.WriteString(">>")
	case types.Array:
		body.WriteByte('[')
		for i, v := range o {
			if i > 0 {
				body.WriteByte(' ')
			}
			if err := c.object(body, v, depth+1); err != nil {
				return err
			}
		}
		body.WriteByte(']')
	case types.StreamDict:
		return c.stream(body, o, depth)
	case types.Float:
		body.WriteString(figure(float64(o)))
	default:
		body.WriteString(o.PDFString())
	}
	return nil
}

// stream writes a stream as it is stored, compressed or not.
func (c *copier) stream(body *bytes.Buffer, o types.StreamDict, depth int) error {
	d := types.Dict{}
	for key, v := range o.Dict {
		d[key] = v
	}
	d["Length"] = types.Integer(len(o.Raw))
	body.WriteString("<<")
	if err := c.entries(body, d, depth); err != nil {
		return err
	}
	body.WriteString(">>stream\n")
	body.Write(o.Raw)
	body.WriteString("\nendstream")
	return nil
}

// reference writes the object a reference leads to and gives its number. Objects come after those they refer to, so that
// whole trees of them can be shared; one that leads back to itself gets its number beforehand.
func (c *copier) reference(ref types.IndirectRef, depth int) (int, error) {
	number := int(ref.ObjectNumber)
	if n, ok := c.numbers[number]; ok {
		return n, nil
	}
	if c.open[number] {
		c.numbers[number] = c.to.reserve()
		return c.numbers[number], nil
	}
	c.open[number] = true
	defer delete(c.open, number)
	o, err := c.from.table.Dereference(ref)
	if err != nil {
		return 0, fmt.Errorf("object %d: %w", number, err)
	}
	var body bytes.Buffer
	if err := c.object(&body, o, depth+1); err != nil {
		return 0, err
	}
	if n, ok := c.numbers[number]; ok {
		c.to.object(n, body.Bytes())
		return n, nil
	}
	c.numbers[number] = c.to.share(body.Bytes())
	return c.numbers[number], nil
}

func figure(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
