#!/usr/bin/env bash
# Reads the events of exports into Rollcall's store. The server has to be stopped.
#
#   scripts/import.sh FILE... [--station NAME] [--help]
#
#   FILE             metrics_export_*.json of the old monitor or of Rollcall, or a json export of /api/export
#   --station NAME   where events that name no station happened; ROLLCALL_STATION unless given
#
# Times without an offset are local to ROLLCALL_ZONE, else to this machine. Old events raise no alerts; figures, states
# and alerts of an export are not taken. Reading a file again changes nothing.
# Exit status: 0 everything was read; 1 something was not, and which file and event; 2 wrong arguments.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

files=()
station=''
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --station)
      [[ -n ${2:-} ]] || fail "--station needs a name; see --help" 2
      station=$2
      shift 2
      ;;
    -*) fail "unknown option $1; see --help" 2 ;;
    /*)
      files+=("$1")
      shift
      ;;
    *)
      files+=("$PWD/$1")
      shift
      ;;
  esac
done
((${#files[@]})) || fail "which files? see --help" 2

read_settings
[[ -z $station ]] || export ROLLCALL_STATION=$station
check_owner
umask 077
mkdir -p "$ROLLCALL_DATA" 2>/dev/null || fail "cannot make the data folder $ROLLCALL_DATA"
program=org.rollcall.app.Import
find_program $program
exec "${java[@]}" -Xmx128m "-Drollcall.data=$ROLLCALL_DATA" -cp "$classes:$jars/*" $program "${files[@]}"
