#!/usr/bin/env bash
# Keeps the registry of stations, also while the server runs: it notices a change within seconds. Each station is made
# together with its login.
#
#   scripts/stations.sh list
#   scripts/stations.sh add NAME [--title TEXT] [--site TEXT] [--building TEXT] [--floor TEXT] [--room TEXT]
#                                [--group TEXT] [--components camera;cloud] [--queue-size N] [--failed-syncs N]
#                                [--success-rate PERCENT] [--timetable TEXT] [--zone ZONE]
#   scripts/stations.sh remove NAME [--keep-login]
#   scripts/stations.sh import FILE.csv [--logins OUT.csv]
#   scripts/stations.sh export
#
# The registry is ROLLCALL_STATIONS, else stations.csv in the data folder. It is checked as the server checks it; a wrong
# one is not written, and every fault is said. import replaces the stations that are there by their rows in FILE.csv
# and adds the others; export prints all of them.
# add and import make a login for each station that has none, and show its password once: as lines name,password on
# standard output, or in the file OUT.csv, which must not be there yet and only you may read.
# Exit status: 0 done; 1 not, and why; 2 wrong arguments.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

case ${1:-} in
  -h | --help)
    print_help
    exit 0
    ;;
  list | add | remove | import | export) ;;
  *) fail "list, add, remove, import or export? see --help" 2 ;;
esac

read_settings
unset ROLLCALL_VIEWER_PASSWORD ROLLCALL_STATION_PASSWORD ROLLCALL_ADMIN_PASSWORD
check_owner
umask 077
mkdir -p "$ROLLCALL_DATA" 2>/dev/null || fail "cannot make the data folder $ROLLCALL_DATA"
program=org.rollcall.app.Stations
find_program $program
exec "${java[@]}" -Xmx64m -cp "$classes:$jars/*" $program "${ROLLCALL_STATIONS:-$ROLLCALL_DATA/stations.csv}" \
  "$ROLLCALL_DATA/users.xml" "$@"
