package cli_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app/cli"
	"fakturist/app/practice"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"fakt": func() {
		os.Exit(cli.New(os.Stdin, os.Stdout, os.Stderr).Run(context.Background(), os.Args[1:]))
	}})
}

// TestStories plays every story of testdata, each against a world in a box of its own.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, "FAKT_DATA="+e.WorkDir+"/data", "FAKT_PASSPHRASE=en frase", "LANG=en_GB.UTF-8", "HOME="+e.WorkDir,
				"FAKT_REGISTER=http://127.0.0.1:1",
				"DBUS_SESSION_BUS_ADDRESS=unix:path="+e.WorkDir+"/no-bus", "XDG_RUNTIME_DIR="+e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": wantJSON, "box": boxCommand, "replace": replace, "damage": damage, "sqlite": sqlite, "xlsx": makeXLSX,
		},
	})
}

// exits runs a command and wants its exit code: exits 3 fakt invoice issue --all.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("exit %d, want %s", got, want)
	}
}

// wantJSON looks at the JSON on stdout, or on stderr: json 0.number 10001; json len 2 for the length; json -err error.code x.
func wantJSON(ts *testscript.TestScript, neg bool, args []string) {
	file := "stdout"
	if len(args) > 0 && args[0] == "-err" {
		file, args = "stderr", args[1:]
	}
	if len(args) != 2 {
		ts.Fatalf("usage: json [-err] PATH VALUE")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(file)), &v); err != nil {
		ts.Fatalf("%s is no JSON: %v", file, err)
	}
	got := at(v, args[0])
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %q, want %q (not: %v)", args[0], got, args[1], neg)
	}
}

// at is the value at a path as text; "len" is a length.
func at(v any, path string) string {
	if m, ok := v.(map[string]any); ok && m[path] != nil {
		return fmt.Sprint(m[path])
	}
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			if step == "len" {
				return strconv.Itoa(len(x))
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return "nothing at " + path
			}
			v = x[i]
		default:
			return "nothing at " + path
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// boxes are the worlds of the scripts that asked for one; scripts may run side by side.
var boxes = struct {
	sync.Mutex
	by map[*testscript.TestScript]*practice.Box
}{by: map[*testscript.TestScript]*practice.Box{}}

// theBox is the script's world in a box, started when it is first asked for.
func theBox(ts *testscript.TestScript) *practice.Box {
	boxes.Lock()
	defer boxes.Unlock()
	if box := boxes.by[ts]; box != nil {
		return box
	}
	box, err := practice.Start(context.Background(), practice.Options{Dir: ts.MkAbs(".")})
	ts.Check(err)
	ts.Defer(func() { box.Close() })
	boxes.by[ts] = box
	return box
}

// boxCommand steers the servers:
//
//	box start                   starts them and sets their addresses in the environment
//	box plan lose-answer        the access point's next answers
//	box smtp|imap|ap|dns|register down|up
//	box register slow|busy|shut|fine  makes it misbehave, or behave
//	box receiver 0192:…         registers a receiver
//	box inbox ADDRESS N         wants N messages there
//	box submitted N             wants N documents at the access point
//	box mail FROM FILE…         mails files to the company
func boxCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: box COMMAND…")
	}
	box := theBox(ts)
	switch args[0] {
	case "start":
		for k, v := range map[string]string{"CA": box.CAFile, "SMTP_PORT": fmt.Sprint(box.Mail.SMTPPort), "IMAP_PORT": fmt.Sprint(box.Mail.IMAPSPort),
			"AP": box.Access.URL, "DNS": box.DNS.Addr, "REGISTER": box.Register.URL, "MAIL_USER": practice.User,
			"LOGIN_TOKEN": box.OAuth.Token, "LOGIN_DEVICE": box.OAuth.Device, "LOGIN_CLIENT": practice.Client,
			"FAKT_REGISTER": box.Register.Plain, "PHASE4": box.Phase4.URL, "STORECOVE": box.Storecove.URL, "MAVENTA": box.Maventa.URL} {
			ts.Setenv(k, v)
		}
	case "plan":
		box.Access.Plan(behaviour(ts, args[1]))
	case "passwords":
		box.Mail.SetBasicOff(args[1] == "off")
	case "logins":
		box.OAuth.Deny(args[1] == "no")
	case "smtp":
		box.Mail.SetSMTPDown(args[1] == "down")
	case "imap":
		box.Mail.SetIMAPDown(args[1] == "down")
	case "ap":
		box.Access.SetDown(args[1] == "down")
	case "register":
		box.Register.SetDown(args[1] == "down")
		box.Register.Trouble(map[string]practice.RegisterTrouble{"slow": practice.RegisterSlow, "busy": practice.RegisterBusy, "shut": practice.RegisterShut}[args[1]])
	case "receiver":
		box.AddReceiver(args[1])
		if len(args) > 2 && args[2] == "expired" {
			box.SMP.Answer(args[1], practice.Expired)
		}
	case "trouble":
		box.DNS.Trouble(args[1], practice.ServerFails)
	case "unit":
		box.Register.Add(practice.Unit{OrgNo: args[1], Name: args[2], Form: "AS", Street: "Storgata 1", PostCode: "0155", City: "Oslo",
			Enterprise: true})
	case "inbox":
		wantCount(ts, "messages of "+args[1], len(box.Mail.Inbox(args[1])), args[2])
	case "submitted":
		wantCount(ts, "documents", len(box.Access.Submissions()), args[1])
		if twice := box.Access.Duplicates(); len(twice) > 0 {
			ts.Fatalf("sent twice: %v", twice)
		}
	case "mail":
		mail(ts, box, args[1], args[2:])
	default:
		ts.Fatalf("box %s: no such command", args[0])
	}
}

func wantCount(ts *testscript.TestScript, what string, got int, want string) {
	if strconv.Itoa(got) != want {
		ts.Fatalf("%d %s, want %s", got, what, want)
	}
}

func behaviour(ts *testscript.TestScript, name string) practice.Behaviour {
	b, ok := map[string]practice.Behaviour{"lose-answer": practice.LoseAnswer, "lose-request": practice.LoseRequest,
		"unavailable": practice.Unavailable, "refuse": practice.Refuse, "fail-for-good": practice.FailForGood, "fail-then-send": practice.FailThenSend}[name]
	if !ok {
		ts.Fatalf("behaviour %q", name)
	}
	return b
}

// mail puts a message with files into the company's mailbox.
func mail(ts *testscript.TestScript, box *practice.Box, from string, files []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "From: <%s>\r\nTo: <%s>\r\nSubject: Kontoutskrift\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n",
		from, practice.User, time.Now().Format(time.RFC1123Z))
	for _, f := range files {
		text := strings.ReplaceAll(strings.ReplaceAll(ts.ReadFile(f), "\r\n", "\n"), "\n", "\r\n")
		fmt.Fprintf(&b, "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=%q\r\n\r\n%s\r\n", f, text)
	}
	b.WriteString("--x--\r\n")
	ts.Check(box.Mail.Deliver(practice.User, []byte(b.String())))
}

// replace changes a text in a file: replace FILE OLD NEW.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o600))
}

// damage writes nonsense, or the bytes given, into a file: damage FILE OFFSET [HEX].
func damage(ts *testscript.TestScript, neg bool, args []string) {
	offset, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	bytes := []byte(strings.Repeat("\xde\xad\xbe\xef", 64))
	if len(args) == 3 {
		bytes, err = hex.DecodeString(args[2])
		ts.Check(err)
	}
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	_, err = f.WriteAt(bytes, offset)
	ts.Check(errors.Join(err, f.Close()))
}

// sqlite runs SQL on a file as somebody behind the program's back would; hold keeps it locked for the rest of the script.
func sqlite(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(args[1])
	ts.Check(err)
	if strings.HasPrefix(args[1], "BEGIN") {
		ts.Defer(func() { db.Close() })
		return
	}
	ts.Check(db.Close())
}
