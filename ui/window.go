package ui

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/assets/translation"
	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// Options are what the window needs to know beside its services.
type Options struct {
	Language string        // of the window, as systems name it ("nb_NO.UTF-8")
	Mode     theme.Mode    // light, dark or as the desktop says; empty: as last chosen
	Clock    billing.Clock // never nil; its location is where hours are told
	Size     fyne.Size     // zero: 1280 × 800
	Trouble  error         // why the file that should be open is not; told on the start screen
}

// Window is the program as people see it: the frame, the screens, and what keeps them up to date.
type Window struct {
	desk   *desk
	app    fyne.App
	window fyne.Window
	shell  *Shell
	ground fyne.CanvasObject // the frame, while the start screen stands in its place
	start  *startScreen

	trouble error // why no company is open; told once

	cancel  context.CancelFunc
	running sync.WaitGroup
	stop    func() // of the subscription

	ready sync.Once // said when the figures of the company stand there

	mu      sync.Mutex
	signals []billing.Signal // not yet told to the screens
	stale   latest           // of the dashboard behind bar and rail
}

// listener is a screen that wants to know what changed while it is shown.
type listener interface {
	Changed(signals []billing.Signal)
}

// signalPause gathers what changes at once, so that a batch of three hundred is one renewal.
const signalPause = 80 * time.Millisecond

// Run shows the window until it is closed.
func Run(app fyne.App, services Services, o Options) {
	w := New(app, services, o)
	w.window.ShowAndRun()
	w.Close()
}

// New gives the window of a program, not yet shown. Close it after use.
func New(app fyne.App, services Services, o Options) *Window {
	w := &Window{trouble: o.Trouble}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	w.build(app, services, o, func(work func(context.Context)) {
		w.running.Go(func() { guarded(func() { work(ctx) }) })
	}, after)
	return w
}

// build puts the window together; start and after run what is not drawing.
func (w *Window) build(app fyne.App, services Services, o Options, start func(func(context.Context)), after func(time.Duration, func()) func()) {
	w.app = app
	words := translation.Open(o.Language)
	app.Settings().SetTheme(theme.New(chosenMode(app, o.Mode)))
	w.window = app.NewWindow("Fakturist")
	w.shell = NewShell(w.window, words, words.Lang())
	w.ground = w.window.Content()
	w.desk = &desk{services: services, tongue: view.Tongue{Words: words, Lang: words.Lang(), Clock: o.Clock}, shell: w.shell,
		after: after, openURL: func(address string) error { return openURL(app, address) }, files: toolkitFiles{window: w.window, words: words}}
	w.desk.start = start
	w.shell.run = func(work func()) { w.desk.start(func(context.Context) { work() }) }
	w.desk.undo = newUndo(w.desk)
	w.register()
	w.listenDrops()
	w.shell.Stage().SetTimer(after)
	if o.Size.IsZero() {
		o.Size = fyne.NewSize(1280, 800)
	}
	w.window.Resize(o.Size)
	w.stop = services.Subscribe(w.signalled)
	w.open()
}

// Shown is the toolkit's window.
func (w *Window) Shown() fyne.Window { return w.window }

// Close stops what runs in the background and waits for it.
func (w *Window) Close() {
	w.stop()
	w.cancel()
	w.shell.Close()
	w.running.Wait()
}

// after waits on a timer of its own and comes back to the goroutine that draws.
func after(pause time.Duration, do func()) (stop func()) {
	stopped := false // touched on the goroutine that draws only
	t := time.AfterFunc(pause, func() {
		fyne.Do(func() {
			if !stopped {
				do()
			}
		})
	})
	return func() { stopped = true; t.Stop() }
}

func openURL(app fyne.App, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if u.Scheme == "" {
		u = &url.URL{Scheme: "file", Path: filepath.ToSlash(address)}
	}
	return app.OpenURL(u)
}

const modeKey = "mode"

func chosenMode(app fyne.App, asked theme.Mode) theme.Mode {
	if asked != "" {
		return asked
	}
	return theme.Mode(app.Preferences().StringWithFallback(modeKey, string(theme.System)))
}

// The places of the window.
const (
	placeOverview  = "overview"
	placeInvoices  = "invoices"
	placeBasis     = "basis"
	placeCustomers = "customers"
	placeItems     = "items"
	placePayments  = "payments"
	placeReceived  = "received"
	placeDispatch  = "dispatch"
	placeSettings  = "settings"
)

func (w *Window) register() {
	d := w.desk
	for _, p := range []Place{
		{ID: placeOverview, Glyph: theme.GlyphOverview, Build: func() Screen { return newOverview(d) }},
		{ID: placeInvoices, Glyph: theme.GlyphInvoice, Build: func() Screen { return newInvoices(d) }},
		{ID: placeBasis, Glyph: theme.GlyphBasis, Build: func() Screen { return newBasisRoom(d) }},
		{ID: placeCustomers, Glyph: theme.GlyphCustomer, Build: func() Screen { return newCustomers(d) }},
		{ID: placeItems, Glyph: theme.GlyphItem, Build: func() Screen { return newItems(d) }},
		{ID: placePayments, Glyph: theme.GlyphPayment, Build: func() Screen { return newPayments(d) }},
		{ID: placeReceived, Glyph: theme.GlyphInbox, Build: func() Screen { return newReceived(d) }},
		{ID: placeDispatch, Glyph: theme.GlyphDispatch, Build: func() Screen { return newDispatch(d) }},
		{ID: placeSettings, Glyph: theme.GlyphSettings, Low: true, Build: func() Screen { return newSettings(d, w) }},
	} {
		p.Word = "shell." + p.ID
		w.shell.Register(p)
	}
	w.shell.OnNew(func() { w.shell.Go(placeInvoices, newInvoice{}) })
	w.shell.SetSearch(w.find)
	w.shell.Stage().Bind(widget.Key{Name: fyne.KeyZ, Mod: widget.Ctrl, Words: d.T("key.undo"), Do: d.undo.press})
}

// open shows the company that is open, or the start screen when none is.
func (w *Window) open() {
	ask(w.desk, w.desk.services.Company, func(c billing.Company, err error) {
		switch {
		case errors.Is(err, billing.ErrNotFound):
			w.showStart(false)
			if w.trouble != nil {
				w.desk.complain(w.trouble)
				w.trouble = nil
			}
		case err != nil:
			w.desk.complain(err)
			w.showStart(false)
		default:
			w.showCompany(c)
		}
	})
}

// showCompany shows the frame with a company, from the first screen on.
func (w *Window) showCompany(c billing.Company) {
	other := w.desk.company.ID != c.ID || w.window.Content() != w.ground
	w.desk.company = c
	if w.window.Content() != w.ground {
		w.window.SetContent(w.ground)
	}
	w.shell.SetCompany(c.Name, c.Practice)
	if c.Practice {
		w.shell.SetStripe(w.desk.T("shell.practice"), widget.NewSmallButton(widget.Ghost, w.desk.T("start.leave"), func() { w.showStart(true) }))
	}
	if other {
		w.shell.forget()
		w.shell.Go(placeOverview, nil)
		w.desk.undo.resume()
	}
	w.renewFrame()
}

// showStart shows the first screen of a stranger; back leads to the company that is open.
func (w *Window) showStart(back bool) {
	w.start = newStartScreen(w.desk, w.open, func() {
		if back {
			w.window.SetContent(w.ground)
		}
	}, back)
	stage := widget.NewStage(w.start.content)
	stage.Attach(w.window.Canvas())
	w.window.SetContent(stage)
	w.start.focus()
}

// renewFrame brings the numbers in the rail and the words in the bar up to date.
func (w *Window) renewFrame() {
	current := w.stale.next()
	ask(w.desk, w.desk.services.Dashboard, func(d billing.Dashboard, err error) {
		if err != nil || !current() {
			return
		}
		t := w.desk.tongue
		w.shell.SetStatus(t.Background(d), widget.Quiet)
		entries, deliveries := 0, 0
		for _, task := range d.Tasks {
			switch task.Kind {
			case "entry-suggested", "entry-unmatched", "file-quarantined":
				entries++
			case "delivery-refused", "delivery-bounced", "delivery-returned", "delivery-unknown", "no-channel":
				deliveries++
			}
		}
		w.ready.Do(w.settle)
		w.shell.SetBadge(placeCustomers, countOrNothing(t, d.Customers), widget.Quiet)
		w.shell.SetBadge(placePayments, countOrNothing(t, entries), widget.Bad)
		w.shell.SetBadge(placeDispatch, countOrNothing(t, deliveries), widget.Bad)
	})
}

// settlePause is how long after the first figures the window has come to rest.
const settlePause = 2 * time.Second

// settle says that the window is ready, and a little later gives back the memory that only starting needed.
func (w *Window) settle() {
	slog.Info("window ready")
	w.desk.after(settlePause, func() { w.desk.start(func(context.Context) { debug.FreeOSMemory() }) })
}

func countOrNothing(t view.Tongue, n int) string {
	if n == 0 {
		return ""
	}
	return t.Count(n)
}

// signalled gathers what changed and tells it a little later, on the goroutine that draws.
func (w *Window) signalled(s billing.Signal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signals = append(w.signals, s)
	if len(w.signals) == 1 {
		w.desk.after(signalPause, w.tellScreens)
	}
}

func (w *Window) tellScreens() {
	w.mu.Lock()
	signals := w.signals
	w.signals = nil
	w.mu.Unlock()
	for _, s := range signals {
		switch s.(type) {
		case billing.CompanyOpened, billing.SettingsChanged:
			w.open()
		}
	}
	w.renewFrame()
	if l, ok := w.shell.screens[w.shell.Here()].(listener); ok {
		l.Changed(signals)
	}
}

// find answers the search over everything.
func (w *Window) find(ctx context.Context, text string) ([]Hit, error) {
	hits, err := w.desk.services.Search(ctx, text)
	out := make([]Hit, len(hits))
	for i, h := range hits {
		row := w.desk.tongue.Hit(h)
		out[i] = Hit{Choice: widget.Choice{Glyph: hitGlyphs[h.Kind], Title: row.Title, Detail: row.Detail, Amount: row.Amount,
			Chip: row.Kind.Text, Tone: widget.Tone(row.Kind.Tone)}, Open: func() { w.openHit(h) }}
	}
	return out, err
}

var hitGlyphs = map[string]theme.Glyph{"invoice": theme.GlyphInvoice, "draft": theme.GlyphEdit, "customer": theme.GlyphCustomer,
	"item": theme.GlyphItem, "entry": theme.GlyphPayment,
	"offer": theme.GlyphBasis, "order": theme.GlyphBasis, "payment-request": theme.GlyphBasis}

func (w *Window) openHit(h billing.SearchHit) {
	switch h.Kind {
	case "invoice":
		w.shell.Go(placeInvoices, showDocument(h.Ref))
	case "draft":
		w.shell.Go(placeInvoices, showDocument("#"+h.Ref))
	case "customer":
		w.shell.Go(placeCustomers, showCustomer(h.Ref))
	case "item":
		w.shell.Go(placeItems, showItem(h.Ref))
	case "entry":
		w.shell.Go(placePayments, showEntry(h.Ref))
	case "offer", "order", "payment-request":
		if id, err := strconv.ParseInt(h.Ref, 10, 64); err == nil {
			w.shell.Go(placeBasis, showBasis(id))
		}
	}
}

// forget drops the screens built for another company.
func (s *Shell) forget() {
	if leaver, ok := s.screens[s.current].(Leaver); ok {
		leaver.Leave()
	}
	s.screens = map[string]Screen{}
}
