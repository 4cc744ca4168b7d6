package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// maxFontSize bounds a font file. The largest faces of Latin families stay below a megabyte.
const maxFontSize = 8 << 20

var errShort = errors.New("table ends early")

// sfnt is a TrueType file cut into its tables. It is read-only after parsing and safe to share.
type sfnt struct {
	tables   map[string][]byte
	upem     int
	glyphs   int
	longLoca bool
	ascent   int // font units
	descent  int // font units, negative
	capital  int // height of capital letters, font units
	bbox     [4]int
	runes    map[rune]uint16
}

// parseSFNT reads a TrueType font with quadratic outlines.
func parseSFNT(b []byte) (*sfnt, error) {
	if len(b) > maxFontSize {
		return nil, fmt.Errorf("font of %d bytes: larger than %d", len(b), maxFontSize)
	}
	tables, err := tableDirectory(b)
	if err != nil {
		return nil, err
	}
	f := &sfnt{tables: tables}
	for _, step := range []struct {
		table string
		read  func([]byte) error
	}{
		{"head", f.readHead}, {"maxp", f.readMaxp}, {"hhea", f.readHhea}, {"hmtx", f.checkHmtx},
		{"loca", f.checkLoca}, {"cmap", f.readCmap}, {"OS/2", f.readOS2},
	} {
		if err := step.read(tables[step.table]); err != nil {
			return nil, fmt.Errorf("font table %s: %w", step.table, err)
		}
	}
	if len(tables["glyf"]) == 0 {
		return nil, errors.New("font has no TrueType outlines")
	}
	return f, nil
}

func tableDirectory(b []byte) (map[string][]byte, error) {
	if len(b) < 12 || (binary.BigEndian.Uint32(b) != 0x00010000 && string(b[:4]) != "true") {
		return nil, errors.New("not a TrueType font")
	}
	n := int(binary.BigEndian.Uint16(b[4:]))
	if len(b) < 12+16*n {
		return nil, fmt.Errorf("font directory: %w", errShort)
	}
	tables := make(map[string][]byte, n)
	for i := range n {
		entry := b[12+16*i:]
		start, length := uint64(binary.BigEndian.Uint32(entry[8:])), uint64(binary.BigEndian.Uint32(entry[12:]))
		if start+length > uint64(len(b)) {
			return nil, fmt.Errorf("font table %q: %w", entry[:4], errShort)
		}
		tables[string(entry[:4])] = b[start : start+length]
	}
	return tables, nil
}

func (f *sfnt) readHead(t []byte) error {
	if len(t) < 54 {
		return errShort
	}
	f.upem = u16(t, 18)
	if f.upem < 16 || f.upem > 16384 {
		return fmt.Errorf("%d units per em", f.upem)
	}
	for i := range f.bbox {
		f.bbox[i] = i16(t, 36+2*i)
	}
	f.longLoca = u16(t, 50) == 1
	return nil
}

func (f *sfnt) readMaxp(t []byte) error {
	if len(t) < 32 {
		return errShort
	}
	if f.glyphs = u16(t, 4); f.glyphs == 0 {
		return errors.New("no glyphs")
	}
	return nil
}

func (f *sfnt) readHhea(t []byte) error {
	if len(t) < 36 {
		return errShort
	}
	f.ascent, f.descent = i16(t, 4), i16(t, 6)
	return nil
}

func (f *sfnt) checkHmtx(t []byte) error {
	n := f.longMetrics()
	if n == 0 || n > f.glyphs || len(t) < 4*n+2*(f.glyphs-n) {
		return errShort
	}
	return nil
}

func (f *sfnt) longMetrics() int { return u16(f.tables["hhea"], 34) }

// checkLoca makes sure that every glyph lies inside glyf, so that cutting need not look again.
func (f *sfnt) checkLoca(t []byte) error {
	size := 2
	if f.longLoca {
		size = 4
	}
	if len(t) < size*(f.glyphs+1) {
		return errShort
	}
	end := len(f.tables["glyf"])
	for g := range f.glyphs {
		if from, to := f.offset(g), f.offset(g+1); from > to || to > end {
			return fmt.Errorf("glyph %d lies outside the outlines", g)
		}
	}
	return nil
}

func (f *sfnt) offset(glyph int) int {
	if f.longLoca {
		return int(binary.BigEndian.Uint32(f.tables["loca"][4*glyph:]))
	}
	return 2 * u16(f.tables["loca"], 2*glyph)
}

func (f *sfnt) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.offset(int(glyph)):f.offset(int(glyph)+1)]
}

// metrics are the advance width and left side bearing of a glyph, as they stand in hmtx.
func (f *sfnt) metrics(glyph uint16) (advance, bearing int) {
	t, n, g := f.tables["hmtx"], f.longMetrics(), int(glyph)
	if g < n {
		return u16(t, 4*g), i16(t, 4*g+2)
	}
	return u16(t, 4*(n-1)), i16(t, 4*n+2*(g-n))
}

func (f *sfnt) readOS2(t []byte) error {
	f.capital = f.upem * 7 / 10
	if len(t) >= 90 && u16(t, 0) >= 2 {
		f.capital = i16(t, 88)
	}
	return nil
}

// readCmap takes the widest Unicode table: format 12 when there is one, else format 4.
func (f *sfnt) readCmap(t []byte) error {
	if len(t) < 4 || len(t) < 4+8*u16(t, 2) {
		return errShort
	}
	var four, twelve []byte
	for i := range u16(t, 2) {
		entry := t[4+8*i:]
		at := int(binary.BigEndian.Uint32(entry[4:]))
		if platform := u16(entry, 0); (platform != 0 && platform != 3) || at+16 > len(t) {
			continue
		}
		switch u16(t, at) {
		case 4:
			four = t[at:]
		case 12:
			twelve = t[at:]
		}
	}
	f.runes = map[rune]uint16{}
	switch {
	case twelve != nil:
		return f.readCmap12(twelve)
	case four != nil:
		return f.readCmap4(four)
	}
	return errors.New("no Unicode table")
}

func (f *sfnt) readCmap12(t []byte) error {
	n := int(binary.BigEndian.Uint32(t[12:]))
	if n > (len(t)-16)/12 {
		return errShort
	}
	for i := range n {
		group := t[16+12*i:]
		first, last := binary.BigEndian.Uint32(group), binary.BigEndian.Uint32(group[4:])
		glyph := binary.BigEndian.Uint32(group[8:])
		if last > 0x10FFFF || first > last || uint64(glyph)+uint64(last-first) >= uint64(f.glyphs) {
			return fmt.Errorf("group %d maps outside the glyphs", i)
		}
		for r := first; r <= last; r++ {
			f.runes[rune(r)] = uint16(glyph + r - first)
		}
	}
	return nil
}

func (f *sfnt) readCmap4(t []byte) error {
	n := u16(t, 6) / 2
	if len(t) < 16+8*n {
		return errShort
	}
	ends, starts, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	for i := range n {
		start, end := u16(t, starts+2*i), u16(t, ends+2*i)
		for r := start; r <= end && r != 0xFFFF; r++ {
			glyph := r
			if off := u16(t, offsets+2*i); off != 0 {
				at := offsets + 2*i + off + 2*(r-start)
				if at+2 > len(t) {
					return errShort
				}
				if glyph = u16(t, at); glyph == 0 {
					continue
				}
			}
			glyph = (glyph + u16(t, deltas+2*i)) & 0xFFFF
			if glyph != 0 && glyph < f.glyphs {
				f.runes[rune(r)] = uint16(glyph)
			}
		}
	}
	return nil
}

// u16 and i16 read big-endian numbers of a table whose length the caller has checked.
func u16(t []byte, at int) int { return int(binary.BigEndian.Uint16(t[at:])) }

func i16(t []byte, at int) int { return int(int16(binary.BigEndian.Uint16(t[at:]))) }
