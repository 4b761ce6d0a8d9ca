#!/usr/bin/env bash
# Starts a simulated attendance station: a program of its own that writes a school morning into an attendance database,
# as the real station does. Rollcall may be started before or after it, or not at all.
#
#   scripts/start_attendance.sh [--database FILE] [--speed N] [--outages on|off] [--timestamps plain|iso]
#                               [--seed N] [--while-pid PID] [--help]
#
#   --database FILE     ROLLCALL_DATABASE, else attendance.db in ROLLCALL_DATA; rows that are there already stay
#   --speed N           everything N times as fast as at a real gate (1): 12 scans a minute become 12 N
#   --outages on|off    now and then no cloud for some minutes (on)
#   --timestamps FORM   plain: 2026-11-23 07:12:08 (default), iso: 2026-11-23T07:12:08.123456
#   --seed N            the same chance again
#   --while-pid PID     ends when that process is gone
#
# Times are local to ROLLCALL_ZONE, else to this machine.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

arguments=()
database=''
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --database)
      [[ -n ${2:-} ]] || fail "--database needs a file; see --help" 2
      # What is typed is meant from where one stands; settings are meant from the checkout.
      case $2 in /*) database=$2 ;; *) database=$PWD/$2 ;; esac
      shift 2
      ;;
    --speed | --outages | --timestamps | --seed | --while-pid)
      [[ -n ${2:-} ]] || fail "$1 needs a value; see --help" 2
      arguments+=("$1" "$2")
      shift 2
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
done

read_settings
database=${database:-$ROLLCALL_DATABASE}
check_database_path "$database"
find_jdk
classes=$root/target/rollcall/WEB-INF/classes
jars=$root/target/rollcall/WEB-INF/lib
[[ -f $classes/org/rollcall/demo/AttendanceStation.class ]] || ensure_built "$root/target/build.log"

sqlite=$(find "$jars" -name 'sqlite-jdbc-*.jar' | sort -V | tail -n 1)
[[ -n $sqlite ]] || fail "the build has no SQLite driver in $jars; remove target and start again"
# The driver reports by SLF4J; without its two jars it complains that they are missing.
logging=$(find "$jars" -name 'slf4j-*.jar' -printf ':%p')
options=(-Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError)
native=$(native_access)
[[ -z $native ]] || options+=("$native")
exec "$JAVA_HOME/bin/java" "${options[@]}" -cp "$classes:$sqlite$logging" \
  org.rollcall.demo.AttendanceStation --database "$database" "${arguments[@]}"
