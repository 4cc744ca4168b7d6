package pdf

import (
	"encoding/binary"
	"slices"
)

// Flags of a composite glyph (OpenType specification 1.9, section glyf).
const (
	argsAreWords   = 1 << 0
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasXYScale     = 1 << 6
	hasTwoByTwo    = 1 << 7
)

// maxDepth bounds how deep composite glyphs may nest; real fonts stay at two or three.
const maxDepth = 8

// cut makes a TrueType file that holds only the glyphs of the letters given, and their parts. glyphs maps the letters to
// glyphs of f; the letters must be in ascending order.
func (f *sfnt) cut(letters []rune, glyphs map[rune]uint16) []byte {
	order := []uint16{0} // .notdef comes first in every font
	number := map[uint16]uint16{0: 0}
	add := func(g uint16) {
		if _, ok := number[g]; !ok {
			number[g] = uint16(len(order))
			order = append(order, g)
		}
	}
	for _, r := range letters {
		add(glyphs[r])
	}
	f.addParts(&order, number, add)

	glyf, loca := f.cutOutlines(order, number)
	return assemble([]namedTable{
		{"cmap", cutCmap(letters, glyphs, number)},
		{"glyf", glyf},
		{"head", f.cutHead()},
		{"hhea", f.cutHhea(len(order))},
		{"hmtx", f.cutHmtx(order)},
		{"loca", loca},
		{"maxp", f.cutMaxp(len(order))},
		{"prep", f.tables["prep"]},
		{"cvt ", f.tables["cvt "]},
		{"fpgm", f.tables["fpgm"]},
	})
}

// addParts adds the glyphs that composite glyphs are made of, level by level.
func (f *sfnt) addParts(order *[]uint16, number map[uint16]uint16, add func(uint16)) {
	for done, depth := 0, 0; done < len(*order) && depth < maxDepth; depth++ {
		level := (*order)[done:]
		done = len(*order)
		for _, g := range level {
			eachPart(f.outline(g), func(part []byte) {
				if g := binary.BigEndian.Uint16(part); int(g) < f.glyphs {
					add(g)
				}
			})
		}
	}
}

// eachPart calls do with the two bytes that name each part of a composite glyph; simple glyphs have none.
func eachPart(outline []byte, do func(glyph []byte)) {
	if len(outline) < 10 || i16(outline, 0) >= 0 {
		return
	}
	for at := 10; at+4 <= len(outline); {
		flags := u16(outline, at)
		do(outline[at+2 : at+4])
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasXYScale != 0:
			at += 4
		case flags&hasTwoByTwo != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			return
		}
	}
}

func (f *sfnt) cutOutlines(order []uint16, number map[uint16]uint16) (glyf, loca []byte) {
	for _, g := range order {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		start := len(glyf)
		glyf = append(glyf, f.outline(g)...)
		eachPart(glyf[start:], func(part []byte) {
			binary.BigEndian.PutUint16(part, number[binary.BigEndian.Uint16(part)])
		})
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
}

func (f *sfnt) cutHead() []byte {
	head := slices.Clone(f.tables["head"][:54])
	clear(head[8:12]) // the sum over the file is filled in when it is whole
	binary.BigEndian.PutUint16(head[50:], 1)
	return head
}

func (f *sfnt) cutHhea(glyphs int) []byte {
	hhea := slices.Clone(f.tables["hhea"][:36])
	binary.BigEndian.PutUint16(hhea[34:], uint16(glyphs))
	return hhea
}

func (f *sfnt) cutMaxp(glyphs int) []byte {
	maxp := slices.Clone(f.tables["maxp"][:32])
	binary.BigEndian.PutUint16(maxp[4:], uint16(glyphs))
	return maxp
}

func (f *sfnt) cutHmtx(order []uint16) []byte {
	hmtx := make([]byte, 0, 4*len(order))
	for _, g := range order {
		advance, bearing := f.metrics(g)
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(advance))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(bearing))
	}
	return hmtx
}

// cutCmap makes a (3, 1) table of format 4 with one segment a letter. A document has few letters, so packing runs of them
// together would save nothing.
func cutCmap(letters []rune, glyphs map[rune]uint16, number map[uint16]uint16) []byte {
	segments := len(letters) + 1
	length := 16 + 8*segments
	power, shift := 1, 0
	for power*2 <= segments {
		power, shift = power*2, shift+1
	}
	t := make([]byte, 0, 12+length)
	for _, v := range []int{0, 1, 3, 1, 0, 12, 4, length, 0, 2 * segments, 2 * power, shift, 2 * (segments - power)} {
		t = binary.BigEndian.AppendUint16(t, uint16(v))
	}
	for _, r := range letters {
		t = binary.BigEndian.AppendUint16(t, uint16(r))
	}
	t = append(t, 0xFF, 0xFF, 0, 0)
	for _, r := range letters {
		t = binary.BigEndian.AppendUint16(t, uint16(r))
	}
	t = append(t, 0xFF, 0xFF)
	for _, r := range letters {
		t = binary.BigEndian.AppendUint16(t, number[glyphs[r]]-uint16(r))
	}
	t = append(t, 0, 1)
	return append(t, make([]byte, 2*segments)...)
}

type namedTable struct {
	name string
	data []byte
}

// assemble writes the tables, without the empty ones, as one file with its check sums.
func assemble(tables []namedTable) []byte {
	tables = slices.DeleteFunc(tables, func(t namedTable) bool { return len(t.data) == 0 })
	slices.SortFunc(tables, func(a, b namedTable) int { return slices.Compare([]byte(a.name), []byte(b.name)) })
	n := len(tables)
	power, shift := 1, 0
	for power*2 <= n {
		power, shift = power*2, shift+1
	}
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 * power, shift, 16 * (n - power)} {
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	at, head := 12+16*n, 0
	for _, t := range tables {
		if t.name == "head" {
			head = at
		}
		file = append(file, t.name...)
		file = binary.BigEndian.AppendUint32(file, checksum(t.data))
		file = binary.BigEndian.AppendUint32(file, uint32(at))
		file = binary.BigEndian.AppendUint32(file, uint32(len(t.data)))
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		file = append(file, t.data...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	binary.BigEndian.PutUint32(file[head+8:], 0xB1B0AFBA-checksum(file))
	return file
}

func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}
