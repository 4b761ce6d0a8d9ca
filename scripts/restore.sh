#!/usr/bin/env bash
# Puts a copy that scripts/backup.sh made in the place of Rollcall's store. The server has to be stopped.
#
#   scripts/restore.sh BACKUP [--help]
#
# The copy is checked first. The present store is kept as monitor.db.before-restore-<time>. The next start begins a new
# epoch above every id that was given out, so that pages which saw later events notice and load afresh. Present logins
# stay; when there are none, those of the copy are put in their place.
# Exit status: 0 restored; 1 not, and why in one line; 2 wrong arguments.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

backup=''
for argument in "$@"; do
  case $argument in
    -h | --help)
      print_help
      exit 0
      ;;
    -*) fail "unknown option $argument; see --help" 2 ;;
    *)
      [[ -z $backup ]] || fail "one copy is enough: $backup or $argument?" 2
      backup=$argument
      ;;
  esac
done
[[ -n $backup ]] || fail "which copy? see --help" 2

read_settings
check_owner
umask 077
mkdir -p "$ROLLCALL_DATA" 2>/dev/null || fail "cannot make the data folder $ROLLCALL_DATA"
case $backup in /*) ;; *) backup=$PWD/$backup ;; esac
program=org.rollcall.store.Restore
find_program $program
exec "${java[@]}" -Xmx64m -cp "$classes:$jars/*" $program "$ROLLCALL_DATA" "$backup"
