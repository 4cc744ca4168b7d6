// Package realtest starts real servers for tests: Dovecot 2.3 and Exim 4 for mail, Knot 3 for DNS, as Debian 12 has them. The
// servers in the box (app/practice) speak the protocols as their libraries do; these speak them as the world does.
//
// It listens on this machine only, on ports nobody uses, in a folder of its own, and ends what it started with the test. It
// imports nothing of ours.
package realtest

import (
	"bytes"
	"embed"
	"errors"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"time"
)

// Variable is the environment variable that asks for the real servers: "1" runs them, and what keeps them from running fails
// the test; unset leaves the tests out.
const Variable = "FAKTURIST_REALSERVERS"

//go:embed testdata
var templates embed.FS

// wanted leaves the test out unless the real servers are asked for; then nothing may be missing.
func wanted(t testing.TB, packages string, binaries ...string) {
	t.Helper()
	switch os.Getenv(Variable) {
	case "":
		t.Skipf("real servers are not asked for: set %s=1, as root, with the Debian packages %s", Variable, packages)
	case "1":
	default:
		t.Fatalf("%s=%q: only 1 is known", Variable, os.Getenv(Variable))
	}
	for _, name := range binaries {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s=1, but %s is missing: apt-get install %s", Variable, name, packages)
		}
	}
}

// workFolder is a folder for a server. Sockets below it must not exceed 107 bytes, so it is not the test's own, and the
// users the servers change to must be able to enter it.
func workFolder(t testing.TB, below ...string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "srv")
	must(t, err)
	t.Cleanup(func() { removeAll(t, dir) })
	must(t, os.Chmod(dir, 0o755))
	for _, name := range below {
		must(t, os.Mkdir(dir+"/"+name, 0o755))
	}
	return dir
}

// removeAll tries again while a process that is just ending still writes.
func removeAll(t testing.TB, dir string) {
	var err error
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = os.RemoveAll(dir); err == nil {
			return
		}
	}
	t.Logf("folder of a server stays: %v", err)
}

// fill writes a configuration from its template and gives its path.
func fill(t testing.TB, name, dir string, values any) string {
	t.Helper()
	tpl, err := template.ParseFS(templates, "testdata/"+name)
	must(t, err)
	var b bytes.Buffer
	must(t, tpl.Execute(&b, values))
	path := dir + "/" + name
	must(t, os.WriteFile(path, b.Bytes(), 0o644))
	return path
}

// server is a process that listens.
type server struct {
	cmd  *exec.Cmd
	said bytes.Buffer
	done chan struct{}
}

// start runs a server in the foreground until the test ends.
func start(t testing.TB, name string, args ...string) *server {
	t.Helper()
	s := &server{cmd: exec.Command(name, args...), done: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	inGroup(s.cmd)
	must(t, s.cmd.Start())
	go func() {
		_ = s.cmd.Wait() // how it ends says nothing: it is killed
		close(s.done)
	}()
	t.Cleanup(func() {
		killGroup(s.cmd) // its folder goes with it, so there is nothing to put in order first
		<-s.done
	})
	return s
}

// patience is how long a server may take to answer first.
const patience = 10 * time.Second

// await polls until ready is nil. It fails the test when the server ends or stays silent.
func (s *server) await(t testing.TB, ready func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if err = ready(); err == nil {
			return
		}
		select {
		case <-s.done:
			t.Fatalf("%s ended: %s", s.cmd.Path, s.said.String())
		default:
		}
	}
	t.Fatalf("%s does not answer: %v", s.cmd.Path, err)
}

// greets tells whether a server says its first line, which begins with greeting.
func greets(port int, greeting string) func() error {
	return func() error {
		conn, err := net.DialTimeout("tcp", address(port), time.Second)
		if err != nil {
			return err
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
			return err
		}
		line := make([]byte, 200)
		n, err := conn.Read(line)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(string(line[:n]), greeting) {
			return errors.New("it says " + strconv.Quote(string(line[:n])))
		}
		return nil
	}
}

// listens tells whether a port takes connections.
func listens(port int) func() error {
	return func() error {
		conn, err := net.DialTimeout("tcp", address(port), time.Second)
		if err != nil {
			return err
		}
		return conn.Close()
	}
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// free gives ports nobody uses. They are held until all are found, so that none comes twice.
func free(t testing.TB, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		defer ln.Close()
		ports = append(ports, ln.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
