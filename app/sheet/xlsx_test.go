package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"fakturist/app/sheet"
	"fakturist/billing/register"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// workbook writes cells into one sheet and lets more be done to it.
func workbook(t testing.TB, cells map[string]any, more ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, do := range more {
		do(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func styled(t testing.TB, at string, s excelize.Style) func(*excelize.File) {
	return func(f *excelize.File) {
		id, err := f.NewStyle(&s)
		if err == nil {
			err = f.SetCellStyle("Sheet1", at, at, id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func readBook(t testing.TB, b []byte) register.Sheet {
	t.Helper()
	s, err := sheet.Read(b, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadXLSX_TypesItsCells(t *testing.T) {
	custom, zeros := "dd.mm.yyyy", "0000"
	b := workbook(t, map[string]any{
		"A1": "Navn", "B1": "Pris", "C1": "Dato", "D1": "Frist", "E1": "Postnr", "F1": "Rabatt", "G1": "Orgnr", "H1": "Tekst", "I1": "Sum",
		"A2": "Kari", "B2": 1234.5, "C2": time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), "D2": 46053, "E2": 155, "F2": 0.1, "G2": 923609016,
		"H2": "1.234", "I2": 0.1 + 0.2,
	}, styled(t, "D2", excelize.Style{CustomNumFmt: &custom}), styled(t, "E2", excelize.Style{CustomNumFmt: &zeros}),
		styled(t, "F2", excelize.Style{NumFmt: 9}), styled(t, "B2", excelize.Style{NumFmt: 4}))
	got := readBook(t, b).Rows[0].Cells
	want := []register.Cell{{Text: "Kari"}, {Text: "1234.5", Type: register.Number}, {Text: "2026-01-31", Type: register.Day},
		{Text: "2026-01-31", Type: register.Day}, {Text: "0155"}, {Text: "10 %"}, {Text: "923609016", Type: register.Number}, {Text: "1.234"},
		{Text: "0.3", Type: register.Number}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestReadXLSX_MergedHeadersNameWhatIsUnderThem(t *testing.T) {
	b := workbook(t, map[string]any{"A1": "Medlemsliste", "A3": "Medlem", "C3": "Foresatt", "A4": "Navn", "B4": "Født", "C4": "Navn", "D4": "E-post",
		"A5": "Emma", "B5": 2017, "C5": "Kari", "D5": "kari@example.no"}, func(f *excelize.File) {
		for _, r := range [][2]string{{"A1", "D1"}, {"A3", "B3"}, {"C3", "D3"}} {
			if err := f.MergeCell("Sheet1", r[0], r[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	s := readBook(t, b)
	want := []string{"Medlem Navn|Medlem Født|Foresatt Navn|Foresatt E-post", "Emma|2017|Kari|kari@example.no"}
	if diff := cmp.Diff(grid(s), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if s.HeaderLine != 4 || s.Rows[0].No != 5 {
		t.Errorf("header on line %d, row on %d", s.HeaderLine, s.Rows[0].No)
	}
}

func TestReadXLSX_TakesTheFirstSheetWithRows(t *testing.T) {
	b := workbook(t, nil, func(f *excelize.File) {
		for _, name := range []string{"Kunder", "Gamle", "Tom"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"Kunder", "Gamle"} {
			f.SetSheetRow(name, "A1", &[]any{"Navn", "Ark"})
			f.SetSheetRow(name, "A2", &[]any{"Kari", name})
		}
	})
	s := readBook(t, b)
	if s.Name != "Kunder" || !cmp.Equal(s.Others, []string{"Gamle"}) || !cmp.Equal(s.Faults.Codes(), []string{"sheet-others"}) {
		t.Errorf("sheet %q, others %q, faults %v", s.Name, s.Others, s.Faults)
	}
	s, err := sheet.Read(b, sheet.Options{Sheet: "gamle"})
	if err != nil || s.Rows[0].Cells[1].Text != "Gamle" || len(s.Faults) > 0 {
		t.Errorf("got %v, %v", grid(s), err)
	}
	if _, err = sheet.Read(b, sheet.Options{Sheet: "Leverandører"}); !cmp.Equal(codes(err), []string{"sheet-missing"}) {
		t.Errorf("codes %v", codes(err))
	}
}

func TestReadXLSX_RefusesEncryptedBooks(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	f.SetCellValue("Sheet1", "A1", "Navn")
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "hemmelig"}); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Read(b.Bytes(), sheet.Options{}); !cmp.Equal(codes(err), []string{"sheet-encrypted"}) {
		t.Errorf("codes %v", codes(err))
	}
}

func TestReadXLSX_RefusesBombs(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte{' '}, 1<<20)
	for range sheet.MaxUnzip>>20 + 1 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Read(b.Bytes(), sheet.Options{}); !cmp.Equal(codes(err), []string{"sheet-too-large-unpacked"}) {
		t.Errorf("codes %v (%v)", codes(err), err)
	}
}

func FuzzReadXLSX(f *testing.F) {
	f.Add([]byte(`<row r="1"><c t="inlineStr"><is><t>Navn</t></is></c><c t="inlineStr"><is><t>Pris</t></is></c></row><row r="2"><c t="inlineStr"><is><t>Kari</t></is></c><c><v>12.5</v></c></row>`))
	f.Add([]byte(`<row><c r="B1" t="s"><v>7</v></c></row><row r="99999"><c r="A99999"><v>1e400</v></c></row>`))
	f.Add([]byte(`<row r="-1"><c r="ZZZ1"><v>x</v></c></row></sheetData><mergeCells><mergeCell ref="A1:D1"/></mergeCells><sheetData>`))
	f.Fuzz(func(t *testing.T, rows []byte) {
		s, err := sheet.Read(book(t, string(rows)), sheet.Options{})
		if err != nil && len(codes(err)) == 0 {
			t.Errorf("refused without a reason: %v", err)
		}
		for _, row := range s.Rows {
			if len(row.Cells) > sheet.MaxColumns {
				t.Errorf("row of %d", len(row.Cells))
			}
		}
	})
}

// book is the smallest workbook around the rows of its one sheet.
func book(t testing.TB, rows string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + rel + `"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(head + part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkReadXLSX_10000Rows(b *testing.B) {
	var rows strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c t="inlineStr"><is><t>Kari %d</t></is></c><c><v>%d.5</v></c><c t="inlineStr"><is><t>kari%d@example.no</t></is></c></row>`, i+2, i, i, i)
	}
	file := book(b, `<row r="1"><c t="inlineStr"><is><t>Navn</t></is></c><c t="inlineStr"><is><t>Pris</t></is></c><c t="inlineStr"><is><t>E-post</t></is></c></row>`+rows.String())
	for b.Loop() {
		readBook(b, file)
	}
}
