#!/usr/bin/env bash
# Makes the pictures of the README from a running server in a real Chromium.
#
#   scripts/screenshots.sh [--folder FOLDER] [--port PORT] [--minutes N] [--help]
#
#   --folder FOLDER   where dashboard-light.png, dashboard-dark.png and dashboard-phone.png go, and fleet-*.png and wall-*.png
#                     (docs/images)
#   --port PORT       the port of the server that is started for it (8898)
#   --minutes N       how long the simulated gate runs before the pictures are taken (2)
#
# Then another server with fifty stations, of which some are silent, and one has a queue that is too long.
# A server has a data folder of its own, which is removed afterwards, and a zone where it is past seven in the
# morning; the morning until now is written first, then the simulated gate goes on with it. Invented students only.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

folder=$root/docs/images
port=8898
minutes=2
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --folder | --port | --minutes)
      [[ -n ${2:-} ]] || fail "$1 needs a value; see --help" 2
      case $1 in
        --folder) case $2 in /*) folder=$2 ;; *) folder=$PWD/$2 ;; esac ;;
        --port) port=$2 ;;
        --minutes) minutes=$2 ;;
      esac
      shift 2
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
done
check_port_number "$port" 2
[[ $minutes =~ ^[0-9]+$ ]] || fail "--minutes $minutes is not a number; good: 2" 2

# The pictures show the checkout, not somebody's settings.
while IFS= read -r name; do unset "$name"; done < <(compgen -e ROLLCALL_ || true)
find_jdk
cd "$root"
mkdir -p "$folder"
work=$(mktemp -d)
server='' gate=''
clean() {
  for process in $gate $server; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean EXIT

note "building"
./mvnw -q package dependency:build-classpath -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dmdep.outputFile="$work/classpath" >"$work/build.log" 2>&1 || {
  tail -n 20 "$work/build.log" >&2
  fail "the build failed"
}
pictures() {
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 "$JAVA_HOME/bin/java" -cp "target/test-classes:$(<"$work/classpath")" \
    org.rollcall.browser.Screenshots "$@"
}

ROLLCALL_ZONE=$(pictures zone)
ROLLCALL_VIEWER_PASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
export ROLLCALL_ZONE ROLLCALL_VIEWER_PASSWORD ROLLCALL_DATA=$work/data ROLLCALL_COMPONENTS=camera,cloud
export ROLLCALL_STATION=gate-a
mkdir -p "$ROLLCALL_DATA"
pictures morning "$ROLLCALL_DATA/attendance.db" "$ROLLCALL_ZONE"
scripts/start_attendance.sh --outages off --seed 7 >"$work/gate.log" 2>&1 &
gate=$!
scripts/start_monitor.sh "$port" >"$work/server.log" 2>&1 &
server=$!
for ((waited = 0; waited < 90; waited++)); do
  kill -0 "$server" 2>/dev/null || {
    tail -n 5 "$work/server.log" >&2
    fail "the server did not start"
  }
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  sleep 1
done
note "the gate is open in $ROLLCALL_ZONE; pictures in $minutes min"
sleep "$((minutes * 60))"
pictures shoot "http://127.0.0.1:$port" "$folder"
for process in $gate $server; do
  kill "$process" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
done
gate='' server=''
note "fifty stations"
pictures fleet "$ROLLCALL_ZONE" "$work/fleet" "$folder"
note "made dashboard-*.png, fleet-*.png and wall-*.png in $folder"
