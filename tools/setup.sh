#!/usr/bin/env bash
# Checks what a make target needs on this machine and installs what is missing.
#   tools/setup.sh go             Go itself (never installed: the way to get it is named)
#   tools/setup.sh go test        packages the tests use: a compiler and X11 headers for the window, a virtual display, PDF tools,
#                                 and mail and name servers (see servers below)
#   tools/setup.sh go window      packages the window is built with
#   tools/setup.sh conformance    Java and Saxon for the official EHF validator
# Debian and Ubuntu: through apt, with sudo when not root, after saying which packages and why. Other systems: names them.
set -euo pipefail

need_go="1.26"

say() { printf '%s\n' "$*" >&2; }

check_go() {
  if ! command -v go >/dev/null; then
    say "Go is missing. Fakturist needs Go $need_go or newer."
    say "  Get it from https://go.dev/dl/ (unpack to /usr/local/go and put /usr/local/go/bin on PATH),"
    say "  or on Debian with backports: sudo apt install -t \$(. /etc/os-release; echo \$VERSION_CODENAME)-backports golang"
    exit 1
  fi
  local have
  have=$(go env GOVERSION 2>/dev/null | sed -E 's/^go([0-9]+\.[0-9]+).*/\1/')
  if [ "$(printf '%s\n%s\n' "$need_go" "$have" | sort -V | head -n 1)" = "$need_go" ]; then return; fi
  say "Go $have is too old: Fakturist needs Go $need_go or newer. Get it from https://go.dev/dl/ and put it first on PATH."
  exit 1
}

# packages NAME prints "package reason" lines.
packages() {
  case $1 in
  window) cat <<LIST
gcc            compiles the window's OpenGL and X11 bindings
libc6-dev      C headers
pkg-config     finds the libraries below
libgl1-mesa-dev  OpenGL
libgles-dev    OpenGL ES, which the window draws with
libegl-dev     display set-up for OpenGL ES
libx11-dev     X11
libxcursor-dev mouse pointer
libxrandr-dev  screens
libxinerama-dev screens
libxi-dev      keyboard and mouse
libxxf86vm-dev video modes
libwayland-dev Wayland
libxkbcommon-dev keyboards under Wayland
LIST
    ;;
  test) packages window; cat <<LIST
xvfb           a virtual display for the test that drives the real window
xdotool        presses keys and buttons in that test
x11-xkb-utils  the Norwegian keyboard in that test
imagemagick    takes its pictures
libgl1-mesa-dri draws without a graphics card
xauth          lets the test reach its display
poppler-utils  reads PDFs back as text and pictures
qpdf           checks that PDFs are well made
LIST
    ;;
  servers) cat <<LIST
dovecot-imapd  the mailbox server in the tests with real servers
dovecot-lmtpd  takes mail for it
exim4-daemon-light the mail server there
knot           the name server there
LIST
    ;;
  conformance) cat <<LIST
openjdk-17-jre-headless runs the official EHF validator
libsaxonhe-java the validator's Schematron engine
libxml2-utils  the validator's XML Schema engine
LIST
    ;;
  esac
}

# have tells whether a Debian package is installed; any Java will do for the validator.
have() {
  case $1 in
  openjdk-*) command -v java >/dev/null && return ;;
  gcc) command -v gcc >/dev/null && return ;;
  exim4-*) command -v exim4 >/dev/null && return ;;
  esac
  dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

install() {
  local list=("$@") sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${list[@]}" >/dev/null 2>&1 && return
  "${sudo[@]}" apt-get update -qq >/dev/null
  "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${list[@]}" >/dev/null
}

ensure() {
  if ! command -v apt-get >/dev/null; then
    say "This is not Debian or Ubuntu. Please install what answers to these packages:"
    packages "$1" >&2
    return
  fi
  local missing=() name reason
  while read -r name reason; do
    have "$name" && continue
    [ ${#missing[@]} -gt 0 ] || say "Installing with apt-get$([ "$(id -u)" = 0 ] || echo ' through sudo'):"
    say "  $name – $reason"
    missing+=("$name")
  done < <(packages "$1")
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
}

# other_mail_server prints the mail server that exim4 would replace; nothing when there is none.
other_mail_server() {
  dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null |
    awk '$1 == "installed" && $2 !~ /^exim4/ && / mail-transport-agent/ { print $2; exit }'
}

# servers installs what the tests with real servers start. They start it themselves, on ports of their own and as root; but a
# package may start its server as a service too, and Exim replaces another mail server. So it is left alone where it could
# be in the way, and the tests say that they were left out. FAKTURIST_REALSERVERS_REQUIRED=1 installs on a machine with
# services as well; it never replaces a mail server.
servers() {
  command -v apt-get >/dev/null || return 0
  if [ "${FAKTURIST_REALSERVERS_REQUIRED:-}" != 1 ] && { [ "$(id -u)" != 0 ] || [ -d /run/systemd/system ]; }; then return 0; fi
  local other
  other=$(other_mail_server)
  if [ -n "$other" ] && ! command -v exim4 >/dev/null; then
    say "Exim is not installed, since it would replace this machine's mail server, $other."
    return 0
  fi
  ensure servers
}

for what in "$@"; do
  case $what in
  go) check_go ;;
  window | conformance) ensure "$what" ;;
  test) ensure test && servers ;;
  *) say "setup.sh: unknown part $what"; exit 2 ;;
  esac
done
