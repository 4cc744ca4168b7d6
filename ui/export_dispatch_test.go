package ui

import (
	"slices"

	"fakturist/billing"
)

// TryDispatch opens the plan of what waits.
func (w *Window) TryDispatch() { w.shell.screens[placeDispatch].(*dispatch).tryIt() }

// lastPlan and lastRehearsal are the sheets last opened, for tests to act in.
func (w *Window) plan() *planSheet { return w.shell.screens[placeDispatch].(*dispatch).plan }

// MarkPlan marks documents of the plan by number.
func (w *Window) MarkPlan(numbers ...string) {
	s := w.plan()
	var keys []string
	for _, r := range s.plan.Rows {
		if slices.Contains(numbers, r.Row.Invoice) {
			keys = append(keys, r.Key)
		}
	}
	s.list.SetMarks(keys)
	s.guard()
}

// Rehearse opens the question where copies go.
func (w *Window) Rehearse() { w.plan().rehearse() }

// RehearseTo answers it.
func (w *Window) RehearseTo(address string) {
	sheet := w.plan().rehearsal
	sheet.to.SetText(address)
	sheet.send()
}

// WhyRoute tells why a document went the way it went.
func (w *Window) WhyRoute(number string) { openWhy(w.desk, number) }

// ReorderRoutes moves a channel of the list in the settings.
func (w *Window) ReorderRoutes(from, to int) {
	w.shell.screens[placeSettings].(*settingsScreen).routes.order.list.Reorder(from, to)
}

// ChooseRoutesOf chooses whose list of channels the settings show; 0 is the company.
func (w *Window) ChooseRoutesOf(i int) {
	c := w.shell.screens[placeSettings].(*settingsScreen).routes
	c.whose.Choose(i)
	c.choose(i)
}

// NewCustomerOver opens the form of a new customer over what is shown.
func (w *Window) NewCustomerOver(name string) {
	takeCustomer(w.desk, nil, 0, name, func(billing.Customer) {})
}

// OwnRoutes gives the customer that is open an order of its own.
func (w *Window) OwnRoutes() {
	form := w.shell.screens[placeCustomers].(*customers).form
	form.ownRoute.toggle()
}
