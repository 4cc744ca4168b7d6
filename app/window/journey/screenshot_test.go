//go:build window

package journey_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing"
)

// TestScreenshots drives the practice company like a person and leaves one picture a screen in the folder that
// FAKTURIST_SCREENSHOTS names: light and dark, Norwegian and English.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("FAKTURIST_SCREENSHOTS")
	if folder == "" {
		t.Skip("FAKTURIST_SCREENSHOTS names no folder: run make screenshots")
	}
	for _, look := range []struct{ suffix, mode, language string }{
		{"", "-light", "nb_NO.UTF-8"}, {"-dark", "-dark", "nb_NO.UTF-8"}, {"-en", "-light", "en_GB.UTF-8"}, {"-en-dark", "-dark", "en_GB.UTF-8"},
	} {
		t.Run("look"+look.suffix, func(t *testing.T) {
			d := newDesk(t)
			d.env = append(d.env, "LANG="+look.language)
			shoot := func(name string) { d.rest(); d.keep(filepath.Join(folder, name+look.suffix+".png")) }
			d.shootAll(look.mode, shoot)
		})
	}
}

// shootAll walks through the screens.
func (d *desk) shootAll(mode string, shoot func(string)) {
	d.t.Helper()
	d.open(mode)
	shoot("start")
	d.close()
	d.openPractice(mode)
	shoot("oversikt")
	d.key("alt+2")
	d.rest()
	shoot("fakturaer")
	d.key("Down", "Down", "space", "Down", "space")
	shoot("fakturaer-merket")
	d.key("space", "Up", "space", "Return")
	shoot("faktura")
	d.key("alt+k")
	shoot("faktura-krediter")
	d.key("Escape", "Escape")
	d.click(readyX, readyY)
	shoot("fakturaer-klare")
	d.key("ctrl+n")
	d.rest()
	d.write("nor")
	shoot("faktura-kunde")
	d.key("Return")
	d.rest()
	d.write("trening")
	shoot("faktura-vare")
	d.key("Return", "Return")
	shoot("faktura-utkast")
	d.key("ctrl+m")
	shoot("faktura-mer")
	d.key("F8", "F9")
	shoot("faktura-hvorfor")
	d.key("alt+3")
	shoot("grunnlag-tilbud")
	d.key("Down", "Return")
	shoot("grunnlag-tilbud-apent")
	d.key("Escape")
	d.key("ctrl+Next")
	shoot("grunnlag-timer")
	d.key("ctrl+Next")
	shoot("grunnlag-gruppe")
	d.key("alt+4")
	shoot("kunder")
	d.key("alt+5")
	shoot("varer")
	d.key("alt+6")
	shoot("innbetalinger")
	d.key("alt+7")
	shoot("mottatt")
	d.key("Down", "Return")
	shoot("mottatt-apent")
	d.key("Escape")
	d.key("alt+8")
	shoot("utsending")
	d.key("alt+9")
	shoot("innstillinger")
	for _, section := range settingSections {
		d.key("ctrl+Next")
		shoot("innstillinger-" + section)
	}
	d.key("alt+1", "ctrl+k")
	d.write("kari")
	shoot("sok")
	d.key("Escape", "F1")
	shoot("taster")
}

// settingSections are the subjects of the settings after the first, in their order.
var settingSections = []string{"betaling", "utsending", "epost", "eposttekster", "aksesspunkt", "brev", "oppslag", "innboks", "fil"}

// TestScreenshots_Outcomes leaves a picture of the timeline of each outcome of sending, told by the window from a company in
// which it happened, and one of the outbox while the mail server is away.
func TestScreenshots_Outcomes(t *testing.T) {
	folder := os.Getenv("FAKTURIST_SCREENSHOTS")
	if folder == "" {
		t.Skip("FAKTURIST_SCREENSHOTS names no folder: run make screenshots")
	}
	for _, look := range []struct{ suffix, mode, language string }{{"", "-light", "nb_NO.UTF-8"}, {"-dark", "-dark", "nb_NO.UTF-8"}, {"-en", "-light", "en_GB.UTF-8"}} {
		t.Run("look"+look.suffix, func(t *testing.T) {
			c, all := newClub(t)
			c.awayServer()
			c.close()
			d := newTallDesk(t)
			d.env = append(d.env, "LANG="+look.language)
			d.open(look.mode, c.file)
			d.rest()
			shoot := func(name string) { d.rest(); d.keep(filepath.Join(folder, name+look.suffix+".png")) }
			for _, o := range all {
				d.key("ctrl+k")
				d.write(o.number)
				d.rest()
				d.key("Return")
				d.rest()
				shoot("tidslinje-" + o.name)
				d.key("Escape")
			}
			d.key("alt+8")
			shoot("tidslinje-utsending")
		})
	}
}

// keep writes the screen to a picture of at most 250 colours, a third of the size and alike to the eye.
func (d *desk) keep(path string) {
	d.t.Helper()
	whole := filepath.Join(d.home, "whole.png")
	d.picture(whole)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.run("convert", whole, "-dither", "None", "-colors", "250", "PNG8:"+path)
}

// awayServer takes the mail server away and lets one more invoice wait for it.
func (c *club) awayServer() {
	c.t.Helper()
	c.must(c.company.SaveSettings(context.Background(), billing.Settings{"mail.smtp.port": "1"}))
	c.issue(&outcome{customer: person("Tuva Berg", "tuva@example.test")})
}
