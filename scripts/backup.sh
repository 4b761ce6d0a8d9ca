#!/usr/bin/env bash
# Copies Rollcall's store, also while the server runs: no commit waits for it.
#
#   scripts/backup.sh [FOLDER|FILE] [--help]
#
#   FOLDER   monitor_backup_YYYYMMDD_HHMMSS.db is made in it; backups in the data folder unless given
#   FILE     the copy's own name; the logins go beside it as NAME.users.xml
#
# The copy is checked before it gets its name, and overwrites nothing. It is one moment of the store, without free pages,
# and with users.xml beside it. It holds student ids and hashes of passwords: keep it like the attendance database.
# scripts/restore.sh puts it back.
# Exit status: 0 made and checked; 1 not made, and why in one line; 2 wrong arguments.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

target=''
for argument in "$@"; do
  case $argument in
    -h | --help)
      print_help
      exit 0
      ;;
    -*) fail "unknown option $argument; see --help" 2 ;;
    *)
      [[ -z $target ]] || fail "one place is enough: $target or $argument?" 2
      target=$argument
      ;;
  esac
done

read_settings
[[ -f $ROLLCALL_DATA/monitor.db ]] || fail "there is no store $ROLLCALL_DATA/monitor.db"
check_owner
umask 077
target=${target:-$ROLLCALL_DATA/backups/}
# What is typed is meant from where one stands.
case $target in /*) ;; *) target=$PWD/$target ;; esac
program=org.rollcall.store.Backup
find_program $program
exec "${java[@]}" -Xmx64m -cp "$classes:$jars/*" $program "$ROLLCALL_DATA" "$target"
