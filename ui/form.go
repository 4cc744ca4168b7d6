package ui

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/widget"
)

// put shows an object alone in a stack.
func put(stack *fyne.Container, o fyne.CanvasObject) {
	if len(stack.Objects) != 1 || stack.Objects[0] != o {
		stack.Objects = []fyne.CanvasObject{o}
	}
	stack.Refresh()
}

// faultsOf are the reasons of a refusal.
func faultsOf(err error) billing.Faults {
	var refused *billing.FaultError
	if errors.As(err, &refused) {
		return refused.Faults.Fatal()
	}
	return nil
}

// showFaults puts each fault below its field, by path, and tells whether any found one. drop is taken off the paths' fronts.
func showFaults(d *desk, fields map[string]*widget.Field, faults billing.Faults, drop string) bool {
	for _, f := range fields {
		f.SetFault("")
	}
	any := false
	for _, fault := range faults {
		path := strings.TrimPrefix(fault.Path, drop)
		if i := strings.IndexByte(path, '['); i >= 0 {
			path = path[:i]
		}
		if field, ok := fields[path]; ok && field.Fault() == "" {
			field.SetFault(d.tongue.Fault(fault).Text)
			any = true
		}
	}
	return any
}
