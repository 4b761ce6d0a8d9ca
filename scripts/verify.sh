#!/usr/bin/env bash
# Checks everything that can be checked by a machine; the same on a desk and in continuous integration.
#
#   scripts/verify.sh [--fast] [--help]
#
#   --fast   formatter, compiler, fast tests and scripts; no server, no browser, no second JDK
#
# Without --fast: ./mvnw verify with the real Tomcat and a real Chromium, two classes of tests at a time, and the benchmarks
# compiled; beside it, with what it leaves of the machine, the fast tests once more on a newer JDK, if there is one in
# /usr/lib/jvm, and a second build that has to give the same bytes. Chromium, nginx, Apache, Caddy, systemd-analyze and
# promtool are installed by apt if they are missing and this user may.
# Logs are in target/verify. The last line has the totals; the exit status is 0 only if nothing failed.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

fast=no
for argument in "$@"; do
  case $argument in
    -h | --help)
      print_help
      exit 0
      ;;
    --fast) fast=yes ;;
    *) fail "unknown option $argument; see --help" 2 ;;
  esac
done

cd "$root"
# What is built has the modes of files in it.
umask 022
# The checks are about the checkout, not about somebody's settings or logins.
while IFS= read -r name; do unset "$name"; done < <(compgen -e ROLLCALL_ || true)
find_jdk
logs=$root/target/verify
mkdir -p "$logs"
began=$SECONDS
checked=()

# Syntax first: it costs nothing, and the rest of this run stands on these files.
scripts=(.ci/run scripts/*.sh)
for script in "${scripts[@]}"; do
  bash -n "$script" || fail "$script is not bash"
done
if command -v shellcheck >/dev/null; then
  shellcheck -x "${scripts[@]}" || fail "shellcheck found something"
  checked+=("${#scripts[@]} scripts with shellcheck")
else
  note "shellcheck is not here; the scripts were only parsed"
  checked+=("${#scripts[@]} scripts parsed")
fi

mapfile -t pages < <(find src/test/js -name '*.test.*js' 2>/dev/null | sort)
if ((${#pages[@]} == 0)); then
  :
elif command -v node >/dev/null; then
  node --test "${pages[@]}" >"$logs/node.log" 2>&1 || {
    cat "$logs/node.log"
    fail "a test of the page's modules failed (log: $logs/node.log)"
  }
  passed=$(sed -n 's/^[#ℹ] pass \([0-9]*\)$/\1/p' "$logs/node.log")
  checked+=("${passed:-some} tests of the page's modules")
else
  note "node is not here; the tests of the page's modules were left out"
fi

if command -v python3 >/dev/null; then
  python3 -m unittest discover -s clients/python/tests >"$logs/python.log" 2>&1 || {
    cat "$logs/python.log"
    fail "a test of the Python client failed (log: $logs/python.log)"
  }
  passed=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$logs/python.log")
  checked+=("${passed:-some} tests of the Python client")
else
  note "python3 is not here; the tests of the Python client were left out"
fi

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

find_nginx() {
  PATH=$PATH:/usr/sbin command -v nginx
}

# Installs the packages by apt, if this user may.
bring() {
  local as=()
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || return 1
    as=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 1
  note "installing by apt: ${*/--no-install-recommends}"
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$@" >"$logs/apt.log" 2>&1 ||
    { "${as[@]}" apt-get update -q && "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$@"; } \
      >"$logs/apt.log" 2>&1
}

# The same for packages that start a server of their own where systemd runs, as on somebody's desk: there they are left out.
bring_quietly() {
  [[ ! -d /run/systemd/system ]] && bring --no-install-recommends "$@"
}

more=()
if [[ $fast == no ]]; then
  find_chromium >/dev/null || bring chromium || true
  find_chromium >/dev/null || fail "the browser tests need Chromium: apt-get install chromium, or use --fast"
  find_nginx >/dev/null || bring nginx-light || true
  find_nginx >/dev/null || {
    note "nginx is not here and could not be installed; the tests behind it are left out"
    more+=(-Drollcall.nginx=none)
  }
  # The tests behind these two are left out where they are not.
  { [[ -x /usr/sbin/apache2 && -x /usr/bin/caddy ]] || bring_quietly apache2-bin caddy; } || true
  command -v systemd-analyze >/dev/null || bring systemd || true
  command -v systemd-analyze >/dev/null || {
    note "systemd-analyze is not here and could not be installed; the service's file is not checked"
    more+=(-Drollcall.systemd=none)
  }
  command -v promtool >/dev/null || bring_quietly prometheus || true
  command -v promtool >/dev/null || {
    note "promtool is not here and could not be installed; Prometheus' own checks are left out"
    more+=(-Drollcall.promtool=none)
  }
fi

# By how much less than this script's the priority of a build is.
lower=0

# Runs Maven with JDK $1, its log in $2, and fails if it does, or if it went on without an artifact's description.
maven() {
  local home=$1 log=$2
  shift 2
  JAVA_HOME=$home nice -n "$lower" ./mvnw -B -ntp "$@" 2>&1 </dev/null | tee "$log" || fail "the build failed (log: $log)"
  # Maven goes on without the dependencies of such an artifact, and says BUILD SUCCESS.
  if grep -q 'POM for .* is missing' "$log"; then
    grep 'POM for .* is missing' "$log" >&2
    fail "the registry lacks a POM, so dependencies are missing in silence (log: $log)"
  fi
}

# How many tests the build of this log ran.
tests_of() {
  awk '/^\[[A-Z]+\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$/ {
      run += $4; skipped += $NF } END { printf "%d tests, %d skipped", run, skipped }' "$1"
}

# What runs beside the first build, in folders of its own, so that it stays as it was checked. $1: a newer JDK, if there is one.
check_beside() {
  if [[ -n $1 ]]; then
    # The format is checked by the first build.
    maven "$1" "$logs/newer.log" test -Dspotless.check.skip=true -Drollcall.forks=1 \
      "-Drollcall.target=$root/target/jdk-$(jdk_version "$1")" >/dev/null
  fi
  build_again
}

# Builds once more, in another folder and zone and without what only looks at the sources.
build_again() {
  rm -rf "$again"
  TZ=Pacific/Kiritimati nice -n "$lower" ./mvnw -B -ntp package '-P!error-prone' -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Denforcer.skip=true "-Drollcall.target=$again" >"$logs/again.log" 2>&1 </dev/null ||
    fail "the second build failed (log: $logs/again.log)"
}

# Both builds give the same bytes.
compare_builds() {
  local file
  for file in rollcall.war rollcall-guard.jar rollcall-client.jar rollcall.cdx.json; do
    cmp "$root/target/$file" "$again/$file" || fail "two builds of the same sources differ in $file"
  done
  rm -rf "$again"
}

newer_jdk() {
  local home version best='' highest=$java_version
  for home in /usr/lib/jvm/*; do
    version=$(jdk_version "$home")
    if ((${version:-0} > highest)); then
      best=$home highest=$version
    fi
  done
  printf '%s' "$best"
}

if [[ $fast == yes ]]; then
  maven "$JAVA_HOME" "$logs/fast.log" test
  checked+=("JDK $java_version: $(tests_of "$logs/fast.log")")
else
  again=$root/target/again
  newer=$(newer_jdk)
  [[ -n $newer ]] || note "no newer JDK in /usr/lib/jvm; checked on $java_version alone"
  # A group of its own, to be ended whole if the first build fails. At less priority: tests with a server and a browser have
  # limits, which are for a machine with much to do, and what they wait for is time that this can have.
  set -m
  (
    lower=5
    check_beside "$newer"
  ) </dev/null &
  beside=$!
  set +m
  trap 'kill -- "-$beside" 2>/dev/null || true; wait' EXIT
  # The benchmarks are never run here, but they must not rot.
  maven "$JAVA_HOME" "$logs/verify.log" verify -Pbench "${more[@]}"
  checked+=("JDK $(jdk_version "$JAVA_HOME"): $(tests_of "$logs/verify.log")" "benchmarks compiled")
  wait "$beside" || fail "a check beside the build failed, see above (logs: $logs)"
  trap - EXIT
  [[ -z $newer ]] || checked+=("JDK $(jdk_version "$newer"): $(tests_of "$logs/newer.log")")
  compare_builds
  checked+=("a second build with the same bytes")
fi

total=$(printf '%s; ' "${checked[@]}")
printf 'verify: all good in %d s: %s\n' $((SECONDS - began)) "${total%; }"
