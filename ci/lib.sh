# Shared by the scripts of this folder, which source it: where things are, and how to say what happened.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
export PATH="$ROOT/.tools/venv/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "needs root for: $* (no sudo here: run that as root, then try again)"
  fi
}

# limit SECONDS COMMAND…: ends a command that hangs, and what it started; at a terminal only itself, so that Ctrl-C still
# reaches all of it. macOS has no timeout(1).
limit() {
  if have timeout; then
    if [ -t 0 ]; then timeout --foreground --kill-after=10 "$@"; else timeout --kill-after=10 "$@"; fi
  else perl -e 'alarm shift; exec @ARGV or die "cannot run $ARGV[0]: $!\n"' "$@"
  fi
}

# step NAME COMMAND…: says what runs and how long it took; the first failure ends the script with its name.
step() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n==> %s\n' "$name"
  "$@" || status=$?
  if [ "$status" != 0 ]; then
    [ "$status" != 124 ] || say "(it did not end in time)"
    printf '\n==> FAILED: %s (exit %s after %s s)\n' "$name" "$status" "$((SECONDS - start))" >&2
    exit "$status"
  fi
  printf '==> done: %s, %s s\n' "$name" "$((SECONDS - start))"
}

target_dir() { printf '%s\n' "${CARGO_TARGET_DIR:-$ROOT/target}"; }
host_triple() { rustc -vV | sed -n 's/^host: //p'; }

if [ -n "${!JSC_SYS_*}" ] && have rustc; then
  runner=$(host_triple | tr 'a-z-' 'A-Z_')
  case $(uname -s) in
    MINGW* | MSYS*) export "CARGO_TARGET_${runner}_RUNNER=bash $(cygpath -m "$ROOT")/ci/without-build-settings" ;;
    *) export "CARGO_TARGET_${runner}_RUNNER=$ROOT/ci/without-build-settings" ;;
  esac
fi
