# Two commands do all the set-up: make demo (the main job) and make test. The others expect one of them to have run.
# Headless parts build without cgo; the window builds with OpenGL ES. Each has one fixed set of flags, so that the build
# cache is shared.

HEADLESS = CGO_ENABLED=0 go
TAGS     = ci,migrated_fynedo
WINDOW   = CGO_ENABLED=1 go
WINTAGS  = gles,migrated_fynedo
SHARED  ?= ../shared
DEMO    ?= demo

.PHONY: demo test test-headless test-window run lint bench conformance screenshots gallery golden package build clean

demo:
	@tools/setup.sh go
	@$(HEADLESS) build -o build/fakt ./app/fakt
	@build/fakt demo $(DEMO)
	@tools/offer-window.sh $(DEMO)

test: test-headless test-window

# With real mail and name servers where they can be had; tools/realservers.sh says when they are left out.
test-headless:
	@tools/setup.sh go test
	real=$$(tools/realservers.sh) && FAKTURIST_REALSERVERS=$$real $(HEADLESS) test -tags $(TAGS) ./...

# The window is built for real and driven under a virtual display.
test-window: build/fakturist build/fakt
	FAKTURIST_WINDOW=$(CURDIR)/build/fakturist FAKTURIST_FAKT=$(CURDIR)/build/fakt $(HEADLESS) test -tags $(TAGS),window -count=1 ./app/window/journey

build: build/fakt build/fakturist

build/fakt: FORCE
	@$(HEADLESS) build -o $@ ./app/fakt

build/fakturist: FORCE
	@tools/setup.sh go window
	@$(WINDOW) build -tags $(WINTAGS) -o $@ .

FORCE:

run: build/fakturist
	build/fakturist

lint:
	@tools/setup.sh go
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || { echo "gofmt: the files above are not formatted"; exit 1; }
	$(HEADLESS) vet -tags $(TAGS) ./...
	@cd tools/lint && CGO_ENABLED=0 go build -o ../../build/staticcheck honnef.co/go/tools/cmd/staticcheck
	CGO_ENABLED=0 build/staticcheck -tags $(TAGS) ./...
	GOOS=windows $(HEADLESS) vet -tags $(TAGS) ./app/... ./data/... ./billing/...
	GOOS=darwin $(HEADLESS) vet -tags $(TAGS) ./app/... ./data/... ./billing/...

bench: build/fakturist build/fakt
	@tools/setup.sh go test
	@FAKTURIST_WINDOW=$(CURDIR)/build/fakturist FAKTURIST_FAKT=$(CURDIR)/build/fakt tools/bench.sh

# The crash loop of sending; the official EHF validator, published samples and contracts, where they stand in $(SHARED).
conformance:
	@tools/setup.sh go conformance
	@SHARED="$(SHARED)" tools/conformance.sh

screenshots: build/fakturist build/fakt
	@tools/setup.sh test
	FAKTURIST_WINDOW=$(CURDIR)/build/fakturist FAKTURIST_FAKT=$(CURDIR)/build/fakt FAKTURIST_SCREENSHOTS=$(CURDIR)/docs/screenshots \
	  $(HEADLESS) test -tags $(TAGS),window -count=1 -timeout 40m -run TestScreenshots ./app/window/journey

# A document of each kind, as PDF and XML, into docs/gallery.
gallery:
	$(HEADLESS) run -tags $(TAGS) ./tools/gallery

golden:
	$(HEADLESS) test -tags $(TAGS) ./billing/layout ./billing/ubl -update

package: build
	@tools/package.sh

clean:
	rm -rf build demo
