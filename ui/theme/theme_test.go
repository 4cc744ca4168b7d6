package theme_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"math"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"fakturist/assets"
	"fakturist/ui/theme"
)

func TestText_CanBeReadOnItsGround(t *testing.T) {
	pairs := []struct{ text, ground fyne.ThemeColorName }{
		{theme.Ink, theme.Paper}, {theme.Ink, theme.Card}, {theme.Ink, theme.FjordSoft},
		{theme.Mist, theme.Paper}, {theme.Mist, theme.Card},
		{theme.OnFjord, theme.Fjord}, {theme.OnRowan, theme.Rowan}, {theme.Fjord, theme.Card}, {theme.Fjord, theme.Paper},
		{theme.Rowan, theme.Card}, {theme.Moss, theme.Card}, {theme.Rowan, theme.Paper},
		{theme.FjordInk, theme.FjordSoft}, {theme.MossInk, theme.MossSoft}, {theme.AmberInk, theme.AmberSoft},
		{theme.RowanInk, theme.RowanSoft}, {theme.MistInk, theme.MistSoft},
	}
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		th := theme.New(mode)
		for _, p := range pairs {
			got := contrast(th.Color(p.text, fynetheme.VariantLight), th.Color(p.ground, fynetheme.VariantLight))
			if got < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.2f, want at least 4.5", mode, p.text, p.ground, got)
			}
		}
	}
}

func TestMode_ForcesItsPaletteAndSystemFollows(t *testing.T) {
	dark, light := theme.New(theme.Dark), theme.New(theme.Light)
	if dark.Color(theme.Paper, fynetheme.VariantLight) == light.Color(theme.Paper, fynetheme.VariantLight) {
		t.Error("dark mode wears the light paper")
	}
	system := theme.New(theme.System)
	for variant, want := range map[fyne.ThemeVariant]fyne.Theme{fynetheme.VariantLight: light, fynetheme.VariantDark: dark} {
		if system.Color(theme.Ink, variant) != want.Color(theme.Ink, variant) {
			t.Errorf("system mode does not follow variant %d", variant)
		}
	}
}

func TestFigures_HaveOneWidthInEveryWeight(t *testing.T) {
	test.NewTempApp(t)
	for _, font := range []fyne.Resource{theme.Regular, theme.SemiBold, theme.Bold} {
		want := width(font, "0000000000")
		for _, digit := range "123456789" {
			line := ""
			for range 10 {
				line += string(digit)
			}
			if got := width(font, line); got != want {
				t.Errorf("%s: ten times %c is %v wide, ten noughts are %v", font.Name(), digit, got, want)
			}
		}
	}
}

func TestFonts_HaveTheLettersOfOurCountries(t *testing.T) {
	test.NewTempApp(t)
	missing := width(theme.Regular, "\U000F0000")
	for _, r := range "æøåÆØÅäöüßéèêłŁżńčšžđðþáíóúýÞ–—…·€£×−  " {
		if got := width(theme.Regular, string(r)); got == missing || got == 0 {
			t.Errorf("no glyph for %q", r)
		}
	}
}

func TestGlyphs_AreAllInTheProgram(t *testing.T) {
	for _, name := range glyphConstants(t) {
		if name == "" {
			continue
		}
		if _, err := assets.Icon(name); err != nil {
			t.Error(err)
		}
	}
}

func TestIcon_IsTheSameResourceForTheSameColour(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	if theme.Icon(theme.GlyphCheck, theme.Fjord) != theme.Icon(theme.GlyphCheck, theme.Fjord) {
		t.Error("an icon is made anew each time it is asked for")
	}
	if theme.Icon(theme.GlyphCheck, theme.Fjord) == theme.Icon(theme.GlyphCheck, theme.Rowan) {
		t.Error("two colours give one icon")
	}
}

func width(font fyne.Resource, text string) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, 100, fyne.TextStyle{}, font)
	return size.Width
}

// glyphConstants reads the names from the source, so that no constant can be forgotten here.
func glyphConstants(t *testing.T) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "icon.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			name, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		return true
	})
	if len(names) < 30 {
		t.Fatalf("found only %d glyphs in icon.go", len(names))
	}
	return names
}

// contrast follows WCAG 2.1, section 1.4.3.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}
