package practice

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

// serveWeb serves handler over HTTPS, or over HTTP when plain, on a gate of its own.
func serveWeb(w *world, handler http.Handler, plain bool) (*gate, func() error, error) {
	g, err := listen()
	if err != nil {
		return nil, nil, err
	}
	var run group
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: time.Minute, IdleTimeout: time.Minute,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	run.serve(func() error {
		if plain {
			return server.Serve(g)
		}
		return server.Serve(tls.NewListener(g, w.pair.tls()))
	})
	return g, func() error {
		// Whoever asks is told to go at once: connections are cut after a moment even when a handler still waits.
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		err := server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		err = errors.Join(err, closeAll([]*gate{g}))
		run.Wait()
		return err
	}, nil
}

// writeJSON answers with a status and a JSON body.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	writeBody(w, status, body)
}

func writeBody(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	// The client may be gone; it asked for the answer, nobody else wants the error.
	_ = enc.Encode(body)
}

// drop cuts the connection without an answer.
func drop() { panic(http.ErrAbortHandler) }

// serveBoth opens one server at two ports, with TLS at gates[0] and without at gates[1].
func serveBoth(w *world, handler http.Handler) (gates []*gate, stop func() error, err error) {
	secure, stopSecure, err := serveWeb(w, handler, false)
	if err != nil {
		return nil, nil, err
	}
	plain, stopPlain, err := serveWeb(w, handler, true)
	if err != nil {
		return nil, nil, errors.Join(err, stopSecure())
	}
	return []*gate{secure, plain}, func() error { return errors.Join(stopSecure(), stopPlain()) }, nil
}

func (g *gate) secureURL() string { return fmt.Sprintf("https://localhost:%d", g.port()) }

func (g *gate) plainURL() string { return fmt.Sprintf("http://127.0.0.1:%d", g.port()) }
