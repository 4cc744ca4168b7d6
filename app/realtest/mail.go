package realtest

import (
	"bytes"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
)

// MailServers are Exim and Dovecot, up until the test ends. Every local part has a mailbox; only User has a login, by which
// it may also submit mail. Some recipients behave otherwise:
//
//	permerror@           550 5.1.1 at RCPT
//	temperror@           451 4.2.0 at RCPT
//	bounce@, bounce-x@   taken, then sent back by a delivery status notification
//	drop@                taken and thrown away, without costing a delivery
type MailServers struct {
	Host  string // the name on the certificate
	SMTP  int    // STARTTLS, login after it; DSN and SMTPUTF8 are offered
	SMTPS int    // TLS from the start
	IMAP  int    // STARTTLS
	IMAPS int    // TLS from the start
	LMTP  int    // between the two, and for tests that put mail into mailboxes themselves
	CA    string // file of the certificate to trust

	User     string // login at both
	Password string
	Address  string // of User
	Sent     string // folder of sent mail, empty at first
	Returns  string // another folder, empty at first
	Dir      string // where the servers keep what they have
}

// Mail starts Exim and Dovecot.
func Mail(t testing.TB) *MailServers {
	t.Helper()
	wanted(t, "dovecot-imapd dovecot-lmtpd exim4-daemon-light", "dovecot", "exim4")
	if os.Geteuid() != 0 {
		t.Fatalf("%s=1, but Dovecot and Exim change users, which needs root", Variable)
	}
	if v, err := exec.Command("dovecot", "--version").Output(); err != nil || !bytes.HasPrefix(v, []byte("2.3.")) {
		t.Fatalf("Dovecot is %s (%v), not 2.3: later ones read other settings", v, err)
	}
	dir := workFolder(t, "run", "state", "mail", "exim")
	ports := free(t, 5)
	m := &MailServers{
		Host: "localhost", SMTP: ports[0], SMTPS: ports[1], IMAP: ports[2], IMAPS: ports[3], LMTP: ports[4], CA: dir + "/cert.pem",
		User: "faktura", Password: "hemmelig", Address: "faktura@localhost", Sent: "Sent", Returns: "Retur", Dir: dir,
	}
	certify(t, dir)
	must(t, os.WriteFile(dir+"/passwd", []byte(m.User+":{PLAIN}"+m.Password+"\n"), 0o644))
	give(t, "nobody", dir+"/mail")
	give(t, "Debian-exim", dir+"/exim")
	dovecot := start(t, "dovecot", "-F", "-c", fill(t, "dovecot.conf", dir, m))
	dovecot.await(t, greets(m.LMTP, "220 "))
	dovecot.await(t, greets(m.IMAP, "* OK"))
	dovecot.await(t, listens(m.IMAPS))
	exim := start(t, "exim4", "-C", fill(t, "exim.conf", dir, m), "-bdf", "-q1m")
	exim.await(t, greets(m.SMTP, "220 "))
	exim.await(t, listens(m.SMTPS))
	return m
}

// give lets a server's user own a folder.
func give(t testing.TB, name, dir string) {
	t.Helper()
	u, err := user.Lookup(name)
	must(t, err)
	uid, err := strconv.Atoi(u.Uid)
	must(t, err)
	gid, err := strconv.Atoi(u.Gid)
	must(t, err)
	must(t, os.Chown(dir, uid, gid))
}

// Messages are what lies in the inbox of a local part, each as Dovecot keeps it: with LF line ends and the trace headers on
// top.
func (m *MailServers) Messages(t testing.TB, local string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, path := range m.files(t, local) {
		b, err := os.ReadFile(path)
		must(t, err)
		out = append(out, b)
	}
	return out
}

// Count is how many messages lie in the inbox of a local part.
func (m *MailServers) Count(t testing.TB, local string) int {
	t.Helper()
	return len(m.files(t, local))
}

func (m *MailServers) files(t testing.TB, local string) []string {
	t.Helper()
	var out []string
	for _, sub := range []string{"new", "cur"} {
		list, err := filepath.Glob(filepath.Join(m.Dir, "mail", local, sub, "*"))
		must(t, err)
		out = append(out, list...)
	}
	return out
}

// Log is what Exim noted down.
func (m *MailServers) Log(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(m.Dir + "/exim/mainlog")
	must(t, err)
	return string(b)
}
