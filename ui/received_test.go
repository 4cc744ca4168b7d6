package ui_test

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/ui"
)

const (
	everything = "../billing/ubl/testdata/everything.xml"
	club       = "../billing/ubl/testdata/club.xml"
	german     = "../billing/ubl/testdata/received/german.xml"
)

// withReceived is a bureau that got three documents, one of them for somebody else and one with faults.
func withReceived() *bureau {
	b := newBureau()
	for _, path := range []string{club, german, everything} {
		if _, err := b.receive(path); err != nil {
			panic(err)
		}
	}
	b.received[0].NotForUs, b.received[2].NotForUs = false, false
	b.received[0].Fatal, b.received[0].Warnings, b.received[0].Findings = 0, 0, nil
	return b
}

func TestReceived_ADocumentIsAddedShownAndItsPapersStored(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("received", nil)
	h.work.Settle()
	h.sees("Her kommer fakturaene dere får")
	h.w.SetFiles(everything)
	h.press("Legg til faktura …")
	if !b.called("receive everything.xml") || !strings.Contains(h.toasts(), "er lagt inn") {
		t.Fatalf("calls %v, toasts %q", b.calls, h.toasts())
	}
	h.sees("Kopier", "Vedlegg", "Lagt inn")
	h.press("Kopier")
	if got := fyne.CurrentApp().Clipboard().Content(); got == "" || strings.Contains(got, " ") {
		t.Errorf("copied %q", got)
	}
	h.w.SetFiles("/tmp")
	h.press("Lagre")
	h.press("Lagre XML")
	if !b.called("save 1/0 as /tmp/") || !b.called("save 1/-1 as /tmp/everything.xml") {
		t.Errorf("calls %v", b.calls)
	}
	h.key(fyne.KeyEscape)
	h.sees("Forfall")
}

func TestDrop_FilesGoWhereTheyBelong(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Drop(club)
	h.work.Settle()
	if h.w.Shell().Here() != "received" || !b.called("receive club.xml") {
		t.Errorf("at %s, calls %v", h.w.Shell().Here(), b.calls)
	}
	h.w.Drop(writeFile(t, "medlemmer.csv", members))
	h.work.Settle()
	h.sees("Skostørrelse")
	h.w.Go("overview", nil)
	h.w.Drop(writeFile(t, "bilde.gif", "GIF"))
	if !strings.Contains(h.toasts(), "ikke bruk for") {
		t.Errorf("toasts %q", h.toasts())
	}
}

func TestReceived_WhatIsNoInvoiceIsRefusedInWords(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("received", nil)
	h.work.Settle()
	h.w.Drop(writeFile(t, "tull.xml", "<tull/>"), everything)
	h.work.Settle()
	h.sees("tull.xml er verken en faktura")
	if len(b.received) != 1 {
		t.Errorf("%d documents were taken", len(b.received))
	}
}

// TestGallery_Received draws the documents others sent us.
func TestGallery_Received(t *testing.T) {
	if _, err := os.Stat(everything); err != nil {
		t.Fatal(err)
	}
	eachLook(t, "mottatt-tom", newBureau, func(h *hands) { h.w.Go("received", nil) })
	eachLook(t, "mottatt-liste", withReceived, func(h *hands) { h.w.Go("received", nil) })
	eachLook(t, "mottatt", withReceived, func(h *hands) { h.w.Go("received", ui.OpenReceived(3)) })
	eachLook(t, "mottatt-feil", withReceived, func(h *hands) { h.w.Go("received", ui.OpenReceived(2)) })
}
