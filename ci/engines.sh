# Reads vendor/engines.toml: one [[engine]] for each target whose system brings no JavaScriptCore. Source after lib.sh.
# shellcheck shell=bash

# engine_field TARGET KEY: a value of that target's entry, without quotes.
engine_field() {
  awk -v target="$1" -v key="$2" '
    /^\[\[engine\]\]/ { here = 0 }
    match($0, /^[a-z0-9-]+ *= */) {
      name = $0; sub(/ *=.*/, "", name)
      value = substr($0, RLENGTH + 1); sub(/ *#.*$/, "", value); gsub(/^"|"$/, "", value)
      if (name == "target") here = (value == target)
      else if (here && name == key) print value
    }' vendor/engines.toml
}

# engine_download TARGET FILE: fetches the archive.
engine_download() {
  local url
  url=$(engine_field "$1" url)
  [ -n "$url" ] || die "vendor/engines.toml names no archive for $1"
  say "downloading $url"
  limit 1800 curl --fail --silent --show-error --location --retry 3 --output "$2" "$url" || die "cannot download $url"
}

checksum() { if have sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | awk '{ print $1 }'; }
