package practice

import (
	"fmt"
	"net"
	"sync"
)

// gate is a listener that can play a server that is down: while shut it closes every connection at once, old and new, on
// the same port.
type gate struct {
	net.Listener
	mu    sync.Mutex
	shut  bool
	count int // connections let in
	conns map[net.Conn]struct{}
}

// listen opens a gate on a free port of 127.0.0.1.
func listen() (*gate, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	return &gate{Listener: ln, conns: map[net.Conn]struct{}{}}, nil
}

// port is the port number.
func (g *gate) port() int { return g.Addr().(*net.TCPAddr).Port }

// Accept hands out connections while the gate is open.
func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if tracked := g.admit(c); tracked != nil {
			return tracked, nil
		}
		c.Close()
	}
}

func (g *gate) admit(c net.Conn) net.Conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return nil
	}
	g.conns[c] = struct{}{}
	g.count++
	return &gateConn{Conn: c, gate: g}
}

// setDown shuts or opens the gate.
func (g *gate) setDown(down bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = down
	if !down {
		return
	}
	for c := range g.conns {
		c.Close()
	}
	clear(g.conns)
}

// admitted is how many connections were let in so far.
func (g *gate) admitted() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.count
}

// open is how many connections there are now.
func (g *gate) open() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.conns)
}

// cut breaks the connections there are; new ones are let in.
func (g *gate) cut() {
	g.setDown(true)
	g.setDown(false)
}

// isDown tells whether the gate is shut.
func (g *gate) isDown() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

// gateConn forgets itself when it closes.
type gateConn struct {
	net.Conn
	gate *gate
}

func (c *gateConn) Close() error {
	c.gate.mu.Lock()
	delete(c.gate.conns, c.Conn)
	c.gate.mu.Unlock()
	return c.Conn.Close()
}
