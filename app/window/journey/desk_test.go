//go:build window

// Package journey drives the real window under a virtual display as a person would: keys and mouse in, pictures out.
package journey_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// desk is a virtual display of its own with a home folder of its own, and the window on it.
type desk struct {
	t       testing.TB
	display string
	size    string // of the screen, such as "1280x800"
	env     []string
	home    string
	window  *exec.Cmd
	log     bytes.Buffer
}

// usualSize is the size the window opens with.
const usualSize = "1280x800"

// patience is how long anything may take on a busy machine before the test gives up.
const patience = 60 * time.Second

// newDesk starts a virtual display. The test is skipped, with its reason, where the window program was not built.
func newDesk(t testing.TB) *desk { return newDeskOf(t, usualSize) }

// newTallDesk is a display on which a whole timeline can be seen at once.
func newTallDesk(t testing.TB) *desk { return newDeskOf(t, "1280x1120") }

func newDeskOf(t testing.TB, size string) *desk {
	t.Helper()
	if os.Getenv("FAKTURIST_WINDOW") == "" {
		t.Skip("FAKTURIST_WINDOW does not name the window program: run make test-window")
	}
	home, err := os.MkdirTemp("", "fakturist-desk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	d := &desk{t: t, home: home, size: size}
	d.startDisplay()
	d.env = append(os.Environ(), "DISPLAY="+d.display, "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME="+home+"/config",
		"XDG_DATA_HOME="+home+"/data", "LANG=nb_NO.UTF-8", "LC_ALL=", "LC_CTYPE=C.UTF-8", "WAYLAND_DISPLAY=", "TZ=Europe/Oslo", "LIBGL_ALWAYS_SOFTWARE=1")
	d.wait("the keyboard", func() bool { return exec.Command("env", d.with("setxkbmap", "no")...).Run() == nil })
	return d
}

// startDisplay lets Xvfb choose a free display number and tell it. -noreset keeps the keyboard when its only client leaves.
func (d *desk) startDisplay() {
	d.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", d.size+"x24", "-nolisten", "tcp", "-noreset")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		d.t.Fatalf("start the virtual display: %v", err)
	}
	w.Close()
	d.t.Cleanup(func() { x.Process.Signal(syscall.SIGTERM); x.Wait() }) // not killed: it removes its lock and socket
	if err := r.SetReadDeadline(time.Now().Add(patience)); err != nil {
		d.t.Logf("no deadline on the pipe: %v", err)
	}
	number, err := bufio.NewReader(r).ReadString('\n') // the whole line: closed in between, the server ends on its next write
	if err != nil {
		d.t.Fatalf("the virtual display did not tell its number: %v", err)
	}
	d.display = ":" + strings.TrimSpace(number)
}

// open starts the window program and waits until its window stands.
func (d *desk) open(args ...string) {
	d.t.Helper()
	d.window = exec.Command(os.Getenv("FAKTURIST_WINDOW"), args...)
	d.window.Env, d.window.Dir = d.env, d.home
	d.window.Stdout, d.window.Stderr = &d.log, &d.log
	if err := d.window.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(d.close)
	d.wait("the window", func() bool {
		return exec.Command("env", d.with("xdotool", "search", "--name", "Fakturist")...).Run() == nil
	})
	time.Sleep(time.Second) // the first paint after mapping
	if d.size != usualSize {
		width, height, _ := strings.Cut(d.size, "x")
		d.run("xdotool", "search", "--onlyvisible", "--name", "Fakturist", "windowsize", "--sync", width, height) // nobody manages windows here
		time.Sleep(time.Second)
	}
}

func (d *desk) close() {
	if d.window == nil {
		return
	}
	d.window.Process.Kill()
	d.window.Wait()
	if d.t.Failed() {
		d.t.Logf("the window said:\n%s", d.log.String())
	}
	d.window = nil
}

func (d *desk) with(args ...string) []string {
	return append([]string{"-i"}, append(append([]string{}, d.env...), args...)...)
}

func (d *desk) run(args ...string) string {
	d.t.Helper()
	out, err := exec.Command("env", d.with(args...)...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// key presses keys one after another, such as "ctrl+n" or "Return".
func (d *desk) key(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.run("xdotool", "key", "--clearmodifiers", k)
		time.Sleep(120 * time.Millisecond)
	}
}

// write types text into whatever has the keyboard.
func (d *desk) write(text string) {
	d.t.Helper()
	d.run("env", "LC_ALL=C.UTF-8", "xdotool", "type", "--delay", "25", text)
	time.Sleep(150 * time.Millisecond)
}

// click presses the left button at a place in the window.
func (d *desk) click(x, y int) {
	d.t.Helper()
	d.run("xdotool", "mousemove", fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.1", "click", "1")
	time.Sleep(250 * time.Millisecond)
}

// picture writes the screen to a PNG file.
func (d *desk) picture(path string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.run("import", "-window", "root", path)
}

// wait asks until the answer is yes.
func (d *desk) wait(what string, ok func() bool) {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if ok() {
			return
		}
	}
	if d.window != nil {
		d.picture(filepath.Join(os.TempDir(), "fakturist-journey-failed.png"))
	}
	d.t.Fatalf("waited for %s in vain; the window said:\n%s", what, d.log.String())
}

// rest moves the pointer off everything and lets the window come to rest.
func (d *desk) rest() {
	d.t.Helper()
	d.run("xdotool", "mousemove", fmt.Sprint(bodyX), fmt.Sprint(bodyY))
	time.Sleep(1200 * time.Millisecond)
}
