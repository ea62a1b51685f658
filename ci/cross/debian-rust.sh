# A Rust toolchain out of Debian's packages, unpacked into a folder, for a version that rustup does not have here. It
# shadows nothing: only RUSTC and its like point there. Source after lib.sh.
# shellcheck shell=bash

# debian_version VERSION: the newest package of that version (1.85), or nothing.
debian_version() {
  apt-cache madison rustc-web | awk -v v="$1." 'index($3, v) == 1 && !found { print $3; found = 1 }'
}

# debian_rust VERSION FOLDER PACKAGE…: rustc VERSION (1.85) and these packages of the same source, in FOLDER/usr.
debian_rust() {
  local version=$1 folder=$2 full llvm package made
  shift 2
  have apt-get || die "unpacks Debian's rustc-web $version: only on Debian 12, or where rustup has the toolchain"
  full=$(debian_version "$version")
  if [ -z "$full" ]; then
    as_root apt-get -qq update
    full=$(debian_version "$version")
  fi
  [ -n "$full" ] || die "this system's package lists have no rustc-web $version"
  made="$full $*"
  [ "$(cat "$folder/made" 2>/dev/null)" != "$made" ] || return 0

  say "unpacking rustc $full into ${folder#"$ROOT"/}"
  llvm=$(apt-cache show "libstd-rust-web-$version=$full" | sed -n 's/^Depends:.*\(libllvm[0-9]*\).*/\1/p')
  rm -rf "$folder"
  mkdir -p "$folder/deb"
  set -- "rustc-web=$full" "libstd-rust-web-dev=$full" "libstd-rust-web-$version=$full" "${@/%/=$full}" "$llvm"
  (cd "$folder/deb" && apt-get -qq -o APT::Sandbox::User=root download "$@")
  for package in "$folder"/deb/*.deb; do
    case $package in
      # Only the standard library's source, of a whole compiler's.
      */rust-web-src_*)
        dpkg-deb --fsys-tarfile "$package" |
          tar -x -C "$folder" --wildcards './usr/src/rustc-*/library/*' './usr/lib/rustlib/src/*' ;;
      *) dpkg -x "$package" "$folder" ;;
    esac
  done
  rm -rf "$folder/deb"
  echo "$made" >"$folder/made"
}
