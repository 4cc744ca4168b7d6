package cli_test

import (
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// makeXLSX makes a workbook of CSV files with semicolons, one a sheet named after its file: xlsx OUT.xlsx SHEET.csv…
// Numbers become numbers.
func makeXLSX(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: xlsx OUT.xlsx SHEET.csv…")
	}
	f := excelize.NewFile()
	defer f.Close()
	for _, file := range args[1:] {
		name := strings.TrimSuffix(file, ".csv")
		_, err := f.NewSheet(name)
		ts.Check(err)
		for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(file)), "\n") {
			var row []any
			for _, v := range strings.Split(line, ";") {
				if n, err := strconv.ParseFloat(v, 64); err == nil {
					row = append(row, n)
				} else {
					row = append(row, v)
				}
			}
			ts.Check(f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row))
		}
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
}
