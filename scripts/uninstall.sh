#!/usr/bin/env bash
# Takes away what scripts/install.sh has put there. Data, settings and the user that owns them stay.
#
#   scripts/uninstall.sh [--purge] [--root FOLDER] [--help]
#
#   --purge         /var/lib/rollcall, /etc/rollcall and the user too: every event, for ever
#   --root FOLDER   from the system in FOLDER
#
# As root. What is not there any more is no error.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

base=''
purge=no
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --purge) purge=yes ;;
    --root)
      [[ -d ${2:-} ]] || fail "--root needs the folder of a system; see --help" 2
      base=$(cd "$2" && pwd -P)
      base=${base%/}
      shift
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
  shift
done

((EUID == 0)) || fail "only root can do that: sudo scripts/uninstall.sh"

remove_user() {
  local in=()
  [[ -z $base ]] || in=(--prefix "$base")
  ! grep -q '^rollcall:' "$base/etc/passwd" || userdel "${in[@]}" rollcall >/dev/null || fail "cannot remove the user rollcall"
  # Where login.defs does not say that userdel takes it along.
  ! grep -q '^rollcall:' "$base/etc/group" || groupdel "${in[@]}" rollcall >/dev/null || fail "cannot remove the group rollcall"
}

# One function, read as a whole before it begins: it removes this very file.
remove() {
  local units=$base/etc/systemd/system
  cd /
  if [[ -z $base && -d /run/systemd/system && -e $units/rollcall.service ]]; then
    systemctl disable --quiet --now rollcall
  fi
  rm -f "$units/rollcall.service" "$units/multi-user.target.wants/rollcall.service"
  if [[ -z $base && -d /run/systemd/system ]]; then
    systemctl daemon-reload
    # One that could not start would be listed as failed for ever.
    systemctl reset-failed rollcall 2>/dev/null || true
  fi
  rm -rf "$base/opt/rollcall"
  if [[ $purge == yes ]]; then
    rm -rf "$base/var/lib/rollcall" "$base/etc/rollcall" "$units/rollcall.service.d"
    remove_user
    note "Rollcall is gone, with its data and settings"
  else
    note "Rollcall is gone; its data is in $base/var/lib/rollcall, its settings are in $base/etc/rollcall (--purge takes them too)"
  fi
  exit 0
}
remove
