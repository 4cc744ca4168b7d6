//go:build ignore

// Bake makes the font files of this folder from the static files of Inter:
//
//	npm pack @expo-google-fonts/inter@0.4.2 && tar xzf expo-google-fonts-inter-0.4.2.tgz
//	go run bake.go package/400Regular/Inter_400Regular.ttf Inter-Regular.ttf
//	go run bake.go package/600SemiBold/Inter_600SemiBold.ttf Inter-SemiBold.ttf
//	go run bake.go package/700Bold/Inter_700Bold.ttf Inter-Bold.ttf
//
// Neither the window toolkit nor the PDF writer can turn on an OpenType feature, and columns of amounts need figures of
// one width. So the character map is rewritten: the digits point to the glyphs that the feature tnum (tabular figures)
// would put in their place, and the letter a to those of cv11 (single storey). No outline is touched.
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
)

var be = binary.BigEndian

// features says which substitution is taken for which characters.
var features = []struct {
	tag   string
	runes string
}{
	{"tnum", "0123456789"},
	{"cv11", "aàáâãäåāăą"},
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run bake.go source.ttf target.ttf")
	}
	source, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	font := tables(source)
	chars := characterMap(font["cmap"])
	for _, f := range features {
		glyphs := substitutions(font["GSUB"], f.tag)
		if len(glyphs) == 0 {
			log.Fatalf("%s has no feature %q", os.Args[1], f.tag)
		}
		for _, r := range f.runes {
			if to, ok := glyphs[chars[uint32(r)]]; ok {
				chars[uint32(r)] = to
			} else {
				fmt.Printf("%s: %q keeps its glyph\n", f.tag, r)
			}
		}
	}
	font["cmap"] = writeCharacterMap(chars)
	if err := os.WriteFile(os.Args[2], assemble(source[:4], font), 0o644); err != nil {
		log.Fatal(err)
	}
}

// tables cuts the file at its table directory.
func tables(file []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(be.Uint16(file[4:])) {
		rec := file[12+16*i:]
		at, n := be.Uint32(rec[8:]), be.Uint32(rec[12:])
		out[string(rec[:4])] = slices.Clone(file[at : at+n])
	}
	return out
}

// characterMap reads the format 12 subtable, or else the format 4 one.
func characterMap(cmap []byte) map[uint32]uint16 {
	out := map[uint32]uint16{}
	for i := range int(be.Uint16(cmap[2:])) {
		sub := cmap[be.Uint32(cmap[4+8*i+4:]):]
		switch be.Uint16(sub) {
		case 12:
			for g := range int(be.Uint32(sub[12:])) {
				rec := sub[16+12*g:]
				first, last, glyph := be.Uint32(rec), be.Uint32(rec[4:]), be.Uint32(rec[8:])
				for c := first; c <= last; c++ {
					out[c] = uint16(glyph + c - first)
				}
			}
		case 4:
			readSegments(sub, out)
		}
	}
	return out
}

func readSegments(sub []byte, out map[uint32]uint16) {
	n := int(be.Uint16(sub[6:])) / 2
	ends, starts := sub[14:], sub[16+2*n:]
	deltas, ranges := sub[16+4*n:], sub[16+6*n:]
	for s := range n {
		first, last := be.Uint16(starts[2*s:]), be.Uint16(ends[2*s:])
		delta, off := be.Uint16(deltas[2*s:]), be.Uint16(ranges[2*s:])
		for c := uint32(first); c <= uint32(last) && c != 0xFFFF; c++ {
			glyph := uint16(c)
			if off != 0 {
				glyph = be.Uint16(ranges[2*s+int(off)+2*int(c-uint32(first)):])
				if glyph == 0 {
					continue
				}
			}
			out[c] = glyph + delta
		}
	}
}

// substitutions gathers the one-to-one replacements of a feature, whatever script and language it is listed under.
func substitutions(gsub []byte, tag string) map[uint16]uint16 {
	list, lookups := gsub[be.Uint16(gsub[6:]):], gsub[be.Uint16(gsub[8:]):]
	out := map[uint16]uint16{}
	for i := range int(be.Uint16(list)) {
		rec := list[2+6*i:]
		if string(rec[:4]) != tag {
			continue
		}
		feature := list[be.Uint16(rec[4:]):]
		for j := range int(be.Uint16(feature[2:])) {
			index := be.Uint16(feature[4+2*j:])
			readLookup(lookups[be.Uint16(lookups[2+2*index:]):], out)
		}
	}
	return out
}

func readLookup(lookup []byte, out map[uint16]uint16) {
	for i := range int(be.Uint16(lookup[4:])) {
		kind, sub := be.Uint16(lookup), lookup[be.Uint16(lookup[6+2*i:]):]
		if kind == 7 { // extension: the real subtable stands elsewhere
			kind, sub = be.Uint16(sub[2:]), sub[be.Uint32(sub[4:]):]
		}
		if kind != 1 {
			continue
		}
		for n, glyph := range coverage(sub[be.Uint16(sub[2:]):]) {
			if be.Uint16(sub) == 1 {
				out[glyph] = glyph + be.Uint16(sub[4:])
			} else {
				out[glyph] = be.Uint16(sub[6+2*n:])
			}
		}
	}
}

func coverage(t []byte) (glyphs []uint16) {
	n := int(be.Uint16(t[2:]))
	if be.Uint16(t) == 1 {
		for i := range n {
			glyphs = append(glyphs, be.Uint16(t[4+2*i:]))
		}
		return glyphs
	}
	for i := range n {
		rec := t[4+6*i:]
		for g := int(be.Uint16(rec)); g <= int(be.Uint16(rec[2:])); g++ {
			glyphs = append(glyphs, uint16(g))
		}
	}
	return glyphs
}

// run is a stretch of characters whose glyphs follow one another.
type run struct {
	first, last uint32
	glyph       uint16
}

func runs(chars map[uint32]uint16, below uint32) (out []run) {
	for _, c := range slices.Sorted(maps.Keys(chars)) {
		if c >= below {
			break
		}
		if n := len(out); n > 0 && out[n-1].last+1 == c && out[n-1].glyph+uint16(c-out[n-1].first) == chars[c] {
			out[n-1].last = c
			continue
		}
		out = append(out, run{c, c, chars[c]})
	}
	return out
}

// writeCharacterMap writes a format 4 subtable, which every reader knows, and a format 12 one for the rest.
func writeCharacterMap(chars map[uint32]uint16) []byte {
	small, full := segments(runs(chars, 0xFFFF)), groups(runs(chars, 1<<32-1))
	out := be.AppendUint16(nil, 0)
	out = be.AppendUint16(out, 2)
	for i, at := range []int{20, 20 + len(small)} {
		out = be.AppendUint16(out, 3) // Windows
		out = be.AppendUint16(out, []uint16{1, 10}[i])
		out = be.AppendUint32(out, uint32(at))
	}
	return append(append(out, small...), full...)
}

func segments(rs []run) []byte {
	rs = append(rs, run{0xFFFF, 0xFFFF, 0})
	n, log2 := len(rs), 0
	for 1<<(log2+1) <= n {
		log2++
	}
	out := be.AppendUint16(nil, 4)
	for _, v := range []int{16 + 8*n, 0, 2 * n, 2 << log2, log2, 2*n - 2<<log2} {
		out = be.AppendUint16(out, uint16(v))
	}
	for _, r := range rs {
		out = be.AppendUint16(out, uint16(r.last))
	}
	out = be.AppendUint16(out, 0)
	for _, r := range rs {
		out = be.AppendUint16(out, uint16(r.first))
	}
	for _, r := range rs {
		out = be.AppendUint16(out, r.glyph-uint16(r.first))
	}
	return append(out, make([]byte, 2*n)...)
}

func groups(rs []run) []byte {
	out := []byte{0, 12, 0, 0}
	for _, v := range []int{16 + 12*len(rs), 0, len(rs)} {
		out = be.AppendUint32(out, uint32(v))
	}
	for _, r := range rs {
		out = be.AppendUint32(out, r.first)
		out = be.AppendUint32(out, r.last)
		out = be.AppendUint32(out, uint32(r.glyph))
	}
	return out
}

// assemble writes the tables with their check sums. A signature, if any, no longer holds and is left out.
func assemble(version []byte, font map[string][]byte) []byte {
	delete(font, "DSIG")
	be.PutUint32(font["head"][8:], 0)
	tags := slices.Sorted(maps.Keys(font))
	n, log2 := len(tags), 0
	for 1<<(log2+1) <= n {
		log2++
	}
	head := slices.Clone(version)
	for _, v := range []int{n, 16 << log2, log2, 16*n - 16<<log2} {
		head = be.AppendUint16(head, uint16(v))
	}
	at, body, headAt := 12+16*n, []byte(nil), 0
	for _, tag := range tags {
		t := font[tag]
		if tag == "head" {
			headAt = at + len(body)
		}
		head = append(head, tag...)
		head = be.AppendUint32(head, sum(t))
		head = be.AppendUint32(head, uint32(at+len(body)))
		head = be.AppendUint32(head, uint32(len(t)))
		body = append(body, t...)
		body = append(body, make([]byte, -len(t)&3)...)
	}
	out := append(head, body...)
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-sum(out))
	return out
}

func sum(b []byte) (s uint32) {
	b = append(slices.Clone(b), make([]byte, -len(b)&3)...)
	for i := 0; i < len(b); i += 4 {
		s += be.Uint32(b[i:])
	}
	return s
}
