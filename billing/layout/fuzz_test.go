package layout_test

import (
	"testing"

	"fakturist/billing/layout"
	"fakturist/billing/template"
)

// FuzzLayout sets documents in any template that passes Validate: it must end, and end in pages or an error.
func FuzzLayout(f *testing.F) {
	f.Add(read(f, "..", "..", "assets", "template", "standard.json"))
	f.Add([]byte(`{"format":"fakturist-template","version":1,"name":"x","page":{"width":60,"height":60,"top":5,"next":5,"bottom":5},
"palette":{"k":"#000000"},"styles":{"s":{"font":"bold","size":90,"leading":1,"color":"k"}},"words":{"nb":{}},"elements":[
{"id":"a","kind":"table","x":0,"w":3,"anchor":"flow","table":{"source":"lines","head":"s","row":"s","pad":9,"gutter":9,"carry":true,
"columns":[{"title":"t","value":"{{line.item}} {{line.net}}","detail":"{{line.description}}"}]}},
{"id":"b","kind":"facts","x":0,"w":3,"anchor":"flow","keep":true,"style":"s","label":"s","rows":[{"label":"l","value":"{{totals.net}}"}]},
{"id":"c","kind":"cells","x":0,"y":5,"w":3,"anchor":"bottom","style":"s","label":"s","rows":[{"label":"l","value":"{{totals.net}}"}]}]}`))
	f.Add(read(f, "..", "..", "assets", "template", "timesheet.json"))
	f.Add([]byte(`{"format":"fakturist-template","version":1,"name":"x","page":{"width":60,"height":60,"top":5,"next":5,"bottom":5},
"palette":{"k":"#000000"},"styles":{"s":{"font":"bold","size":20,"leading":1,"color":"k"}},"words":{"nb":{}},"elements":[
{"id":"a","kind":"facts","x":0,"y":1,"w":30,"h":1,"push":true,"style":"s","label":"s","labelWidth":9,"rows":[{"label":"l","value":"{{seller.address}}"},{"label":"l","value":"{{document.note}}"}]},
{"id":"b","kind":"table","x":0,"w":40,"anchor":"flow","table":{"source":"work","head":"s","row":"s","sum":"s","pad":1,"gutter":1,
"columns":[{"title":"t","value":"{{row.text}}","detail":"{{row.person}}","span":true},{"title":"t","value":"{{row.hours}}","w":9,"align":"right"}]}},
{"id":"c","kind":"sign","x":0,"w":30,"h":9,"anchor":"flow","keep":true,"label":"s","stroke":"k","rows":[{"label":"a","w":99},{"label":"b"}]}]}`))
	m := fonts(f)
	inputs := []layout.Input{cases(f)["kindergarten"], cases(f)["four-rates"], cases(f)["offer"], cases(f)["everything"]}
	sheet := timesheet(9)
	f.Fuzz(func(t *testing.T, file []byte) {
		tpl, err := template.Read(file)
		if err != nil || len(tpl.Validate().Fatal()) > 0 {
			return
		}
		for _, in := range inputs {
			pages, err := layout.Layout(tpl, in, m)
			if err == nil && len(pages) == 0 {
				t.Error("neither pages nor an error")
			}
		}
		s := sheet
		s.Template = tpl
		if pages, err := layout.Timesheet(s, m); err == nil && len(pages) == 0 {
			t.Error("neither pages nor an error of a timesheet")
		}
	})
}
