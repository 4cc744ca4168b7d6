#!/usr/bin/env bash
# Packs both programs for this system into build/fakturist-VERSION-OS-ARCH.tar.gz: stripped, with icon, menu entry and licences.
set -euo pipefail
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
name=fakturist-$version-$(go env GOOS)-$(go env GOARCH)
dir=build/$name
rm -rf "$dir"
mkdir -p "$dir/licences"
CGO_ENABLED=1 go build -trimpath -ldflags='-s -w' -tags gles,migrated_fynedo,no_emoji -o "$dir/fakturist" .
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$dir/fakt" ./app/fakt
cp README.md CHANGELOG.md LICENSE assets/icon/fakturist.png "$dir/"
cp assets/font/OFL.txt "$dir/licences/Inter-OFL.txt"
cp assets/icon/LICENSE "$dir/licences/Lucide-ISC.txt"
cat > "$dir/no.fakturist.Fakturist.desktop" <<DESKTOP
[Desktop Entry]
Type=Application
Name=Fakturist
Comment=Invoices out, money in
Comment[nb]=Fakturaer ut, penger inn
Exec=fakturist %f
Icon=fakturist
Categories=Office;Finance;
DESKTOP
tar -C build -czf "build/$name.tar.gz" "$name"
echo "build/$name.tar.gz"
