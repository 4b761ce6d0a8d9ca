#!/usr/bin/env bash
# Builds and runs the benchmarks of src/bench; docs/bench says what their figures mean.
#
#   scripts/bench.sh [PATTERN] [JMH OPTIONS]      the benchmarks whose names match the pattern; all without one
#   scripts/bench.sh --receipts [EVENTS A SECOND] how long a receipt takes, at 1,000 events a second unless given
#   scripts/bench.sh --stream [OPTIONS] [CELL...]   what the stream costs; --stream --help says which cells there are
#   scripts/bench.sh --main CLASS [ARGUMENTS]     a program among them, for example org.rollcall.store.HistoryBench
#   scripts/bench.sh --build                      compiles them and stops
#   scripts/bench.sh --help
#
# For example: scripts/bench.sh MonitorThroughput -p batch=100 -f 3
# The build is in target/bench, beside the ordinary one. Journals are made there, on its disk, and deleted afterwards.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

case ${1:-} in
  -h | --help)
    print_help
    exit 0
    ;;
esac

cd "$root"
find_jdk
target=$root/target/bench
mkdir -p "$target"
log=$target/build.log
./mvnw -B -ntp -Pbench -Dopenapi.skip -Dspotless.check.skip=true -Drollcall.target="$target" test-compile \
  dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$target/classpath" >"$log" 2>&1 </dev/null ||
  fail "the build failed: $(first_error "$log") (log: $log)"
[[ ${1:-} == --build ]] && exit 0

java=("$JAVA_HOME/bin/java" "-Drollcall.bench.folder=$target" -cp
  "$target/test-classes:$target/classes:$(<"$target/classpath")")
if [[ ${1:-} == --receipts ]]; then
  exec "${java[@]}" org.rollcall.monitor.Receipts "${@:2}"
fi
if [[ ${1:-} == --stream ]]; then
  exec "${java[@]}" org.rollcall.stream.StreamLoad "${@:2}"
fi
if [[ ${1:-} == --main ]]; then
  exec "${java[@]}" "${@:2}"
fi
exec "${java[@]}" org.openjdk.jmh.Main "$@"
