#!/usr/bin/env bash
# Watches what a busy fleet costs the browser: fifty stations that report, and their pages open in a real Chromium.
#
#   scripts/bench_page.sh [--minutes N] [--rate N] [--one] [--help]
#
#   --minutes N   how long the pages are watched (10)
#   --rate N      scans a second, all stations together, each with its sync (50; with --one 100, so 200 events)
#   --one         one station reports them all, and its page alone is open, which gets every one
#
# Prints for the fleet, its table, one station's page and the wall, tabs of one browser: the tasks of more than 50 and of more
# than 100 ms, the memory of the scripts and the nodes of the document at the start and at the end, each after a garbage
# collection. With --one also how long the page's thread ran in a task, from the browser's own record, without what it
# waited for a core. Exit status 1 when a task took more than 100 ms (with --one: when one ran more than 50 ms) or memory
# grew. The server has a data folder of its own, removed afterwards.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

minutes=10
rate=''
stations=all
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --one)
      stations=one
      shift
      ;;
    --minutes | --rate)
      [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || fail "$1 needs a number; good: 10" 2
      case $1 in
        --minutes) minutes=$2 ;;
        --rate) rate=$2 ;;
      esac
      shift 2
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
done

[[ -n $rate ]] || case $stations in one) rate=100 ;; *) rate=50 ;; esac

# The figures are of the checkout, not of somebody's settings.
while IFS= read -r name; do unset "$name"; done < <(compgen -e ROLLCALL_ || true)
find_jdk
cd "$root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
note "building"
./mvnw -q package dependency:build-classpath -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dmdep.outputFile="$work/classpath" >"$work/build.log" 2>&1 || {
  tail -n 20 "$work/build.log" >&2
  fail "the build failed"
}
note "watching for $minutes min"
PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 "$JAVA_HOME/bin/java" -cp "target/test-classes:$(<"$work/classpath")" \
  org.rollcall.browser.FleetLoad "$minutes" "$rate" "$stations"
