package ui_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
)

// TestGallery_Dispatch draws what belongs to sending many documents, where there is least room.
func TestGallery_Dispatch(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *ui.Window, settle func())
	}{
		{"utsending-plan", func(w *ui.Window, settle func()) {
			w.Go("dispatch", nil)
			settle()
			w.TryDispatch()
			settle()
		}},
		{"fakturaer-merket", func(w *ui.Window, settle func()) {
			w.Go("invoices", nil)
			settle()
			w.InvoiceList().SetMarks([]string{"10261", "10260", "#7"})
			w.InvoiceList().OnMarks(nil)
			settle()
		}},
		{"kunde-ny-over", func(w *ui.Window, settle func()) {
			w.NewCustomerOver("Kåre")
			settle()
		}},
		{"utsending-prove", func(w *ui.Window, settle func()) {
			w.Go("dispatch", nil)
			settle()
			w.TryDispatch()
			settle()
			w.Rehearse()
			settle()
		}},
		{"utsending-hvorfor", func(w *ui.Window, settle func()) {
			w.Go("dispatch", nil)
			settle()
			w.WhyRoute("10259")
			settle()
		}},
		{"innstillinger-rekkefolge", func(w *ui.Window, settle func()) {
			w.Go("settings", ui.OpenSettings("sending"))
			settle()
		}},
		{"innstillinger-kanalbytte", func(w *ui.Window, settle func()) {
			w.Go("settings", ui.OpenSettings("sending"))
			settle()
			w.ReorderRoutes(2, 0)
			if !ui.Press(w.Shown().Canvas().Content(), "Se hva som endrer seg") {
				ui.Press(w.Shown().Canvas().Content(), "See what changes")
			}
			settle()
		}},
		{"kunde-rekkefolge-hoy", func(w *ui.Window, settle func()) {
			w.Go("customers", ui.OpenCustomer("402"))
			settle()
			w.OwnRoutes()
			settle()
		}},
	} {
		for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
			b := newBureau()
			b.fillPlan()
			w, work := open(t, b, ui.Options{Mode: mode})
			w.Shown().Resize(fyne.NewSize(1280, 720))
			c.do(w, work.Settle)
			w.Shown().Resize(fyne.NewSize(1281, heightOf(c.name)))
			w.Shown().Resize(fyne.NewSize(1280, heightOf(c.name)))
			picture(t, w.Shown().Canvas(), c.name+"-"+string(mode))
		}
		b := newBureau()
		b.fillPlan()
		w, work := open(t, b, ui.Options{Language: "en"})
		w.Shown().Resize(fyne.NewSize(1280, heightOf(c.name)))
		c.do(w, work.Settle) // and not laid out anew after it
		picture(t, w.Shown().Canvas(), c.name+"-en")
	}
}

// heightOf is how high the window of a picture is.
func heightOf(name string) float32 {
	if strings.HasSuffix(name, "-hoy") {
		return 1100 // to see what stands below
	}
	return 720
}

func planOpen(t *testing.T) (*ui.Window, *bureau, *ui.Work) {
	t.Helper()
	b := newBureau()
	b.fillPlan()
	w, work := open(t, b, ui.Options{})
	w.Go("dispatch", nil)
	work.Settle()
	if !ui.Press(w.Shown().Canvas().Content(), "Prøv uten å sende") {
		t.Fatal("no button to try without sending")
	}
	work.Settle()
	return w, b, work
}

func called(b *bureau, call string) bool {
	return slices.ContainsFunc(b.calls, func(c string) bool { return strings.HasPrefix(c, call) })
}

func TestPlan_SendsAFewFirstOnlyWhenSomeAreMarked(t *testing.T) {
	w, b, work := planOpen(t)
	top := w.Shown().Canvas().Overlays().Top()
	if ui.Press(top, "Send noen få først…") || ui.Press(top, "Send disse først") {
		t.Error("a few first, and none is marked")
	}
	w.MarkPlan("10265")
	if !ui.Press(top, "Send disse først") {
		t.Fatal("the marked ones cannot be sent first")
	}
	work.Settle()
	if !called(b, "first 10265") {
		t.Errorf("calls %q", b.calls)
	}
}

func TestPlan_OfMarkedDocumentsQueuesThemAndOffersToTakeThemBack(t *testing.T) {
	b := newBureau()
	b.fillPlan()
	w, work := open(t, b, ui.Options{})
	w.Go("invoices", nil)
	work.Settle()
	w.InvoiceList().SetMarks([]string{"10261", "10260"})
	w.InvoiceList().OnMarks(nil)
	if !ui.Press(w.Shown().Canvas().Content(), "Prøv uten å sende") {
		t.Fatal("no button for the marked documents")
	}
	work.Settle()
	if !called(b, "plan [10261 10260] []") {
		t.Fatalf("calls %q", b.calls)
	}
	if !ui.Press(w.Shown().Canvas().Overlays().Top(), "Send nå") {
		t.Fatal("they cannot be sent")
	}
	work.Step()
	if !called(b, "send 10261 10260 by") {
		t.Errorf("calls %q", b.calls)
	}
}

func TestPlan_AsksReceiversAndPlansAnew(t *testing.T) {
	w, b, work := planOpen(t)
	top := w.Shown().Canvas().Overlays().Top()
	if !ui.Press(top, "Spør 1 mottaker nå") {
		t.Fatal("nobody can be asked")
	}
	work.Settle()
	if !called(b, "ask 1") || ui.Press(top, "Spør 1 mottaker nå") {
		t.Errorf("asked, and it is asked for again: %q", b.calls)
	}
}

func TestRehearsal_RefusesAnAddressThatIsNone(t *testing.T) {
	w, b, work := planOpen(t)
	w.Rehearse()
	w.RehearseTo("kari")
	work.Settle()
	if called(b, "rehearse") {
		t.Errorf("sent to no address: %q", b.calls)
	}
	w.RehearseTo("kasserer@example.no")
	work.Settle()
	if !called(b, "rehearse [] kasserer@example.no") {
		t.Errorf("calls %q", b.calls)
	}
}

func TestWhy_IsOneClickFromADelivery(t *testing.T) {
	b := newBureau()
	w, work := open(t, b, ui.Options{})
	w.Go("invoices", ui.OpenDocument("10259"))
	work.Settle()
	if !ui.Press(w.Shown().Canvas().Content(), "Hvorfor e-post?") {
		t.Fatal("the document does not say why")
	}
	work.Settle()
	if !called(b, "why 10259") || w.Shown().Canvas().Overlays().Top() == nil {
		t.Errorf("calls %q", b.calls)
	}
}

func TestRoutes_AreStoredAfterThePreview(t *testing.T) {
	b := newBureau()
	w, work := open(t, b, ui.Options{})
	w.Go("settings", ui.OpenSettings("sending"))
	work.Settle()
	content := w.Shown().Canvas().Content()
	if ui.Press(content, "Se hva som endrer seg") {
		t.Error("an unchanged order can be stored")
	}
	w.ReorderRoutes(2, 0)
	if !ui.Press(content, "Se hva som endrer seg") {
		t.Fatal("a changed order cannot be seen")
	}
	work.Settle()
	if called(b, "routes") {
		t.Error("stored before anybody saw whom it changes")
	}
	if !ui.Press(w.Shown().Canvas().Overlays().Top(), "Lagre rekkefølgen") {
		t.Fatal("it cannot be stored")
	}
	work.Settle()
	if want := []billing.ChannelName{billing.Letter, billing.EHF, billing.Email}; !slices.Equal(b.company.Routes, want) {
		t.Errorf("stored %v, want %v", b.company.Routes, want)
	}
}

func TestRoutes_OfAGroupAreStoredAndRemoved(t *testing.T) {
	b := newBureau()
	w, work := open(t, b, ui.Options{})
	w.Go("settings", ui.OpenSettings("sending"))
	work.Settle()
	content := w.Shown().Canvas().Content()
	w.ChooseRoutesOf(1) // Blåbær
	if ui.Press(content, "Fjern egen rekkefølge") {
		t.Error("a group without a list of its own can lose it")
	}
	w.ReorderRoutes(2, 0)
	if !ui.Press(content, "Se hva som endrer seg") {
		t.Fatal("the group's order cannot be seen")
	}
	work.Settle()
	if !ui.Press(w.Shown().Canvas().Overlays().Top(), "Lagre rekkefølgen") {
		t.Fatal("it cannot be stored")
	}
	work.Settle()
	if want := []billing.ChannelName{billing.Letter, billing.EHF, billing.Email}; !slices.Equal(b.company.GroupRoutes["Blåbær"], want) {
		t.Fatalf("stored %v, want %v for the group", b.company.GroupRoutes, want)
	}
	if !ui.Press(content, "Fjern egen rekkefølge") {
		t.Fatal("it cannot be removed")
	}
	work.Settle()
	ui.Press(w.Shown().Canvas().Overlays().Top(), "Lagre rekkefølgen")
	work.Settle()
	if len(b.company.GroupRoutes["Blåbær"]) != 0 {
		t.Errorf("still there: %v", b.company.GroupRoutes)
	}
}

func TestCustomer_GetsAnOrderOfItsOwn(t *testing.T) {
	b := newBureau()
	w, work := open(t, b, ui.Options{})
	w.Go("customers", ui.OpenCustomer("402"))
	work.Settle()
	w.OwnRoutes()
	if !ui.Press(w.Shown().Canvas().Content(), "Lagre") {
		t.Fatal("the customer cannot be stored")
	}
	work.Settle()
	if want := []billing.ChannelName{billing.EHF, billing.Email, billing.Letter}; !slices.Equal(b.saved.Routes, want) {
		t.Errorf("stored %v, want the company's order as a start: %v", b.saved.Routes, want)
	}
}
