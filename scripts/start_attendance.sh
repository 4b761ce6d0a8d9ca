#!/usr/bin/env bash
# Starts a simulated attendance station: a program of its own that writes a school morning into an attendance database,
# as the real station does. Or, with --stations, many of them that report through the Java client. Rollcall may be started
# before or after them, or not at all.
#
#   scripts/start_attendance.sh [--database FILE] [--speed N] [--outages on|off] [--timestamps plain|iso]
#                               [--seed N] [--while-pid PID] [--help]
#   scripts/start_attendance.sh --stations N --report URL --logins FILE [--rate N] [--outages on|off] [--folder FOLDER]
#                               [--seed N] [--drain on|off] [--while-pid PID]
#   scripts/start_attendance.sh --stations N --stations-csv FILE
#
#   --database FILE     ROLLCALL_DATABASE, else attendance.db in ROLLCALL_DATA. A file that no simulation has made is
#                       refused; rows of an earlier run stay
#   --speed N           everything N times as fast as at a real gate (1): 12 scans a minute become 12 N
#   --outages on|off    now and then no cloud for some minutes (on)
#   --timestamps FORM   plain: 2026-11-23 07:12:08 (default), iso: 2026-11-23T07:12:08.123456
#   --seed N            the same chance again
#   --while-pid PID     ends when that process is gone
#
#   --stations N        1 to 500 stations of one school
#   --report URL        the server, http://127.0.0.1:8888. For https: on this machine the certificate of ROLLCALL_TLS_*
#                       is believed as well, whatever name it has
#   --logins FILE       lines name,password, as scripts/stations.sh import ... --logins FILE writes them
#   --rate N            scans a minute at each station (12); each brings a photo, a sync and an SMS
#   --outages on|off    now and then a station has no cloud, or no power, for some minutes (on)
#   --folder FOLDER     stations in ROLLCALL_DATA: each station's spool, and its ledger of what it handed over
#   --drain on          nothing new happens: what the spools have is sent, and then it ends
#   --stations-csv FILE writes the stations as scripts/stations.sh import takes them, and ends
#
# Times are local to ROLLCALL_ZONE, else to this machine.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"
# shellcheck source=scripts/ask.sh
source "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

arguments=()
report=''
database=''
fleet=no
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --database)
      [[ -n ${2:-} ]] || fail "--database needs a file; see --help" 2
      database_given=yes
      # What is typed is meant from where one stands; settings are meant from the checkout.
      case $2 in /*) database=$2 ;; *) database=$PWD/$2 ;; esac
      shift 2
      ;;
    --folder | --logins | --stations-csv)
      [[ -n ${2:-} ]] || fail "$1 needs a file; see --help" 2
      case $2 in /*) arguments+=("$1" "$2") ;; *) arguments+=("$1" "$PWD/$2") ;; esac
      shift 2
      ;;
    --stations)
      [[ -n ${2:-} ]] || fail "--stations needs a number; see --help" 2
      fleet=yes
      arguments=("$1" "$2" "${arguments[@]}")
      shift 2
      ;;
    --report | --rate | --drain | --speed | --outages | --timestamps | --seed | --while-pid)
      [[ -n ${2:-} ]] || fail "$1 needs a value; see --help" 2
      [[ $1 != --report ]] || report=$2
      arguments+=("$1" "$2")
      shift 2
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
done

read_settings
database=${database:-$ROLLCALL_DATABASE}
check_database_path "$database"
[[ $fleet == yes ]] || check_simulated "$database"
find_jdk
[[ -f $classes/org/rollcall/demo/AttendanceFleet.class ]] || ensure_built "$root/target/build.log"

# Options by which Java believes the server's own certificate and no other. It may have any name: that of this machine
# to others is hardly its name to itself.
trust_own() {
  local file=$ROLLCALL_DATA/demo-trust.p12
  own_certificate | (umask 077 && cat >"$file.pem")
  [[ -s $file.pem ]] || fail "the certificate that ROLLCALL_TLS_* name cannot be read"
  rm -f "$file"
  "$JAVA_HOME/bin/keytool" -importcert -noprompt -alias own -file "$file.pem" -keystore "$file" -storetype PKCS12 \
    -storepass not-a-secret >/dev/null 2>&1 || fail "the certificate that ROLLCALL_TLS_* name is none"
  rm -f "$file.pem"
  trusting=("-Djavax.net.ssl.trustStore=$file" -Djavax.net.ssl.trustStorePassword=not-a-secret
    -Djdk.internal.httpclient.disableHostnameVerification=true)
}

if [[ $fleet == yes ]]; then
  trusting=()
  if [[ $report =~ ^https://(127\.[0-9.]+|localhost|\[::1\]|([^/:]+|\[[0-9A-Fa-f:.]+\]))(:|/|$) &&
    (-z ${BASH_REMATCH[2]} || ${BASH_REMATCH[2]//[\[\]]/} == "${ROLLCALL_ADDRESS:-}") &&
    -n ${ROLLCALL_TLS_CERTIFICATE:-}${ROLLCALL_TLS_KEYSTORE:-} ]]; then
    trust_own
  fi
  [[ -z ${database_given:-} ]] || fail "--database is for a station that is watched; see --help" 2
  # Each station has some threads, and needs little.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  exec "$JAVA_HOME/bin/java" -Xmx128m -Xss256k -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError "${trusting[@]}" \
    -cp "$classes" org.rollcall.demo.AttendanceFleet "${arguments[@]}"
fi

sqlite=$(find "$jars" -name 'sqlite-jdbc-*.jar' | sort -V | tail -n 1)
[[ -n $sqlite ]] || fail "the build has no SQLite driver in $jars; remove target and start again"
# The driver reports by SLF4J; without its two jars it complains that they are missing.
logging=$(find "$jars" -name 'slf4j-*.jar' -printf ':%p')
options=(-Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError)
native=$(native_access)
[[ -z $native ]] || options+=("$native")
exec "$JAVA_HOME/bin/java" "${options[@]}" -cp "$classes:$sqlite$logging" \
  org.rollcall.demo.AttendanceStation --database "$database" "${arguments[@]}"
