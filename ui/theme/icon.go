package theme

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fakturist/assets"
)

// Glyph names an icon by the file it is drawn in.
type Glyph string

const (
	GlyphOverview  Glyph = "layout-dashboard"
	GlyphInvoice   Glyph = "receipt-text"
	GlyphCredit    Glyph = "file-minus"
	GlyphCustomer  Glyph = "users"
	GlyphPerson    Glyph = "user"
	GlyphBusiness  Glyph = "building-2"
	GlyphPublic    Glyph = "landmark"
	GlyphItem      Glyph = "package"
	GlyphPayment   Glyph = "hand-coins"
	GlyphBank      Glyph = "banknote"
	GlyphCard      Glyph = "credit-card"
	GlyphWallet    Glyph = "wallet"
	GlyphDispatch  Glyph = "send"
	GlyphSettings  Glyph = "settings"
	GlyphSearch    Glyph = "search"
	GlyphPlus      Glyph = "plus"
	GlyphMinus     Glyph = "minus"
	GlyphCheck     Glyph = "check"
	GlyphClose     Glyph = "x"
	GlyphDone      Glyph = "circle-check"
	GlyphAlert     Glyph = "circle-alert"
	GlyphWarning   Glyph = "triangle-alert"
	GlyphInfo      Glyph = "info"
	GlyphClock     Glyph = "clock"
	GlyphDown      Glyph = "chevron-down"
	GlyphUp        Glyph = "chevron-up"
	GlyphRight     Glyph = "chevron-right"
	GlyphLeft      Glyph = "chevron-left"
	GlyphSortUp    Glyph = "arrow-up"
	GlyphSortDown  Glyph = "arrow-down"
	GlyphCalendar  Glyph = "calendar"
	GlyphMail      Glyph = "mail"
	GlyphPrinter   Glyph = "printer"
	GlyphNetwork   Glyph = "network"
	GlyphUndo      Glyph = "undo-2"
	GlyphUpload    Glyph = "upload"
	GlyphDownload  Glyph = "download"
	GlyphDelete    Glyph = "trash-2"
	GlyphEdit      Glyph = "pencil"
	GlyphCopy      Glyph = "copy"
	GlyphView      Glyph = "eye"
	GlyphReminder  Glyph = "bell"
	GlyphKeyboard  Glyph = "keyboard"
	GlyphPractice  Glyph = "flask-conical"
	GlyphLink      Glyph = "link"
	GlyphRefresh   Glyph = "refresh-cw"
	GlyphInbox     Glyph = "inbox"
	GlyphFolder    Glyph = "folder-open"
	GlyphFilter    Glyph = "filter"
	GlyphDocument  Glyph = "file-text"
	GlyphMore      Glyph = "ellipsis"
	GlyphOpen      Glyph = "external-link"
	GlyphSave      Glyph = "save"
	GlyphLeave     Glyph = "log-out"
	GlyphMoon      Glyph = "moon"
	GlyphSun       Glyph = "sun"
	GlyphHistory   Glyph = "history"
	GlyphArchive   Glyph = "archive"
	GlyphBasis     Glyph = "clipboard-list"
	GlyphPaper     Glyph = "paperclip"
	GlyphRepeat    Glyph = "repeat"
	GlyphDot       Glyph = "circle"
	GlyphNoGlyph   Glyph = ""
	glyphIfMissing       = GlyphDot
)

type iconKey struct {
	glyph Glyph
	color color.NRGBA
}

// icons keeps what has been made, since Fyne caches the drawn picture by the identity of its resource.
var icons struct {
	sync.Mutex
	made map[iconKey]fyne.Resource
}

// Icon gives a glyph in a colour of the theme that is worn now; ask again after a change of theme.
func Icon(glyph Glyph, name fyne.ThemeColorName) fyne.Resource {
	key := iconKey{glyph, color.NRGBAModel.Convert(Color(name)).(color.NRGBA)}
	icons.Lock()
	defer icons.Unlock()
	if res, ok := icons.made[key]; ok {
		return res
	}
	svg, err := assets.Icon(string(glyph))
	if err != nil {
		fyne.LogError("draw icon", err)
		if svg, err = assets.Icon(string(glyphIfMissing)); err != nil {
			return fynetheme.QuestionIcon()
		}
	}
	hex := fmt.Sprintf("%02x%02x%02x", key.color.R, key.color.G, key.color.B)
	res := fyne.NewStaticResource(string(glyph)+"-"+hex+".svg", bytes.ReplaceAll(svg, []byte("currentColor"), []byte("#"+hex)))
	if icons.made == nil {
		icons.made = map[iconKey]fyne.Resource{}
	}
	icons.made[key] = res
	return res
}
