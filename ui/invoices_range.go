package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// rangeFilter narrows the list to a month of issue and to a group of customers.
type rangeFilter struct {
	owner   *invoices
	content *fyne.Container
	month   *widget.Select
	group   *widget.Select
	groups  []string
}

const rangeWidth float32 = 150

func newRangeFilter(v *invoices) *rangeFilter {
	r := &rangeFilter{owner: v}
	d := v.desk
	months := []widget.Choice{{Title: d.T("range.all-months")}}
	for _, m := range d.tongue.Months() {
		months = append(months, widget.Choice{Title: m.Text})
	}
	r.month = widget.NewSelect(months, 0, func(i int) {
		v.query.Issued = d.tongue.MonthAt(i - 1)
		v.reload(false)
	})
	r.group = widget.NewSelect([]widget.Choice{{Title: d.T("range.all-groups")}}, 0, func(i int) {
		v.query.Group = ""
		if i > 0 {
			v.query.Group = r.groups[i-1]
		}
		v.reload(false)
	})
	r.content = widget.Row(theme.Grid, widget.Sized(rangeWidth, 0, r.month), widget.Sized(rangeWidth, 0, r.group))
	return r
}

// load asks for the names of the groups.
func (r *rangeFilter) load() {
	d := r.owner.desk
	fetch(d, d.services.Groups, func(groups map[string]int) {
		r.groups = view.GroupNames(groups)
		choices, chosen := []widget.Choice{{Title: d.T("range.all-groups")}}, 0
		for i, name := range r.groups {
			choices = append(choices, widget.Choice{Title: name})
			if name == r.owner.query.Group {
				chosen = i + 1
			}
		}
		r.group.SetChoices(choices, chosen)
		r.show()
	})
}

// show leaves out what there is nothing to choose of: groups where there are none, and both in the queue, whose drafts have no
// days yet.
func (r *rangeFilter) show() {
	r.content.Objects[1].(*fyne.Container).Hidden = len(r.groups) == 0
	r.content.Hidden = r.owner.queueing()
	r.month.Refresh()
	r.content.Refresh()
}

// clear shows every month and group again.
func (r *rangeFilter) clear() {
	r.owner.query.Issued, r.owner.query.Group = view.AnyDay, ""
	r.month.Choose(0)
	r.group.Choose(0)
}

// narrowed tells whether the list shows a part of its filter only, whose number is not known before it is read.
func (v *invoices) narrowed() bool { return !v.query.Issued.IsZero() || v.query.Group != "" }

// narrowFooter adds up what a narrowed list holds once all of it is read.
func (v *invoices) narrowFooter() {
	if !v.narrowed() || v.queueing() {
		return
	}
	if !v.pager.done {
		v.list.SetFooter(nil)
		return
	}
	v.list.SetFooter(v.footer(view.TallyOf(v.pager.rows, v.query.Filter != billing.FilterPaid && v.query.Filter != billing.FilterAll)))
}
