#!/usr/bin/env bash
# Starts Rollcall on Tomcat. The script becomes the server process: its PID is the server, SIGTERM stops it cleanly.
#
#   scripts/start_monitor.sh [port] [--demo [--stations N]] [--help]
#
#   port     8888, or ROLLCALL_PORT
#   --demo   also starts a simulated attendance station, which ends with the server; never with a school's own database
#   --stations N
#            with --demo: also N simulated stations that report, which are added to the registry with their logins
#
# Settings come from the environment, then from .env in the checkout or package; relative paths are meant from there.
#   ROLLCALL_ADDRESS           127.0.0.1; 0.0.0.0 opens it to the network, with HTTPS (docs/howto/https.md)
#   ROLLCALL_DATA              data: logins, logs, Rollcall's store and Tomcat's working base; one for each server
#   ROLLCALL_DATABASE          attendance.db in the data folder
#   ROLLCALL_DATABASES         instead of it: several stations' files, gate-1=/srv/gate1/attendance.db, gate-2=...
#   ROLLCALL_JAVA_OPTS         more options for the JVM, separated by spaces; they come last and so win
#   ROLLCALL_VIEWER_PASSWORD, ROLLCALL_STATION_PASSWORD, ROLLCALL_ADMIN_PASSWORD
#                              taken at the first start instead of random ones
#   every other ROLLCALL_...   goes to the application, which checks it
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"
# shellcheck source=scripts/ask.sh
source "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

# Process 1 of a container gets no signal that it has no handler for, so a stop before the server is there would be lost.
[[ $$ != 1 ]] || trap 'exit 143' TERM

port=''
demo=no
fleet=''
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --demo) demo=yes ;;
    --stations)
      [[ ${2:-} =~ ^[1-9][0-9]{0,2}$ ]] || fail "--stations needs a number from 1 to 500; see --help" 2
      fleet=$2
      shift
      ;;
    -*) fail "unknown option $1; see --help" 2 ;;
    *)
      [[ -z $port ]] || fail "one port is enough: $port or $1?" 2
      port=$1
      ;;
  esac
  shift
done
[[ -z $fleet || $demo == yes ]] || fail "--stations is for --demo; see --help" 2

read_settings
# What root makes here, the owner could neither read nor take away. Others have the rights that they were given: a group's, say.
((EUID != 0)) || check_owner
port=${port:-${ROLLCALL_PORT:-8888}}
check_port_number "$port" 2
address=${ROLLCALL_ADDRESS:-127.0.0.1}
[[ $address =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "ROLLCALL_ADDRESS $address is not an address; good: 127.0.0.1 or 0.0.0.0"
export ROLLCALL_PORT=$port ROLLCALL_ADDRESS=$address
if [[ -z ${ROLLCALL_DATABASES:-} ]]; then
  check_database_path "$ROLLCALL_DATABASE"
  [[ $demo == no ]] || check_simulated "$ROLLCALL_DATABASE"
elif [[ $demo == yes ]]; then
  fail "--demo needs one database; take ROLLCALL_DATABASES away for it"
fi
# These would break Tomcat's own lists of paths.
[[ $ROLLCALL_DATA != *[\":\$\!]* ]] || fail "ROLLCALL_DATA has one of \" : \$ !; good: /var/lib/rollcall"

find_jdk

# Having the port for a moment is the only check that tells. Before the first build the class is run from its source.
check_port() {
  local from=("$root/src/main/java/org/rollcall/launch/PortCheck.java")
  if [[ -f $classes/org/rollcall/launch/PortCheck.class ]]; then
    from=(-cp "$classes" org.rollcall.launch.PortCheck)
  fi
  "$JAVA_HOME/bin/java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m "${from[@]}" "$address" "$port"
}
problem=$(check_port 2>&1) || fail "${problem:-cannot check port $port}"

base=$ROLLCALL_DATA/tomcat
logs=$ROLLCALL_DATA/logs
# The data folder holds hashes of passwords, logs and what people did: nobody else's business.
umask 077
mkdir -p "$base" "$logs" 2>/dev/null || true
[[ -w $ROLLCALL_DATA && -w $base && -w $logs ]] ||
  fail "cannot write into the data folder $ROLLCALL_DATA; set ROLLCALL_DATA to one that $(id -un) may write"
# The lock lives as long as the server, which inherits it: two servers on one data folder would ruin each other's store.
exec 9>"$base/lock"
flock -n 9 || fail "another server uses the data folder $ROLLCALL_DATA; stop it or set ROLLCALL_DATA"

ensure_built "$logs/build.log"

# Tomcat's working base: made anew at each start but for the unpacked application, so nothing old is left over. Tomcat
# takes an application that lies there unpacked as it is. Its tracker is what it writes last: without it a stop, or the
# power's end, came in the middle of the unpacking.
make_base() {
  rm -rf "${base:?}"/{conf,lib,temp,launch}
  mkdir -p "$base/conf" "$base/lib" "$base/temp" "$base/work" "$base/webapps" "$base/launch/org/rollcall"
  cp "$tomcat/conf/web.xml" "$base/conf/"
  cp "$root"/tomcat-conf/{server.xml,context.xml,catalina.properties,logging.properties} "$base/conf/"
  cp -R "$classes/org/rollcall/launch" "$base/launch/org/rollcall/"
  cp "$made/rollcall-guard.jar" "$base/lib/"
  if [[ ! -f $base/webapps/ROOT/META-INF/war-tracker ]] || ! cmp -s "$war" "$base/webapps/ROOT.war"; then
    rm -rf "$base/webapps" "$base/work"
    mkdir -p "$base/webapps" "$base/work"
    cp "$war" "$base/webapps/ROOT.war"
  fi
}
make_base

users=$ROLLCALL_DATA/users.xml
if [[ ! -e $users ]]; then
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx32m -cp "$classes" org.rollcall.users.Users "$users" first-start ||
    fail "cannot make the logins in $users"
fi
# What is in users.xml is all that the server needs to know of them.
unset ROLLCALL_VIEWER_PASSWORD ROLLCALL_STATION_PASSWORD ROLLCALL_ADMIN_PASSWORD

if [[ $demo == yes ]]; then
  export ROLLCALL_COMPONENTS=${ROLLCALL_COMPONENTS:-camera,cloud}
  "$root/scripts/start_attendance.sh" --database "$ROLLCALL_DATABASE" --while-pid $$ \
    >>"$logs/attendance_station.log" 2>&1 </dev/null 9>&- &
  note "a simulated attendance station writes $ROLLCALL_DATABASE (log: $logs/attendance_station.log)"
fi
if [[ -n $fleet ]]; then
  logins=$ROLLCALL_DATA/demo-$fleet-logins.csv
  if [[ ! -e $logins ]]; then
    "$root/scripts/start_attendance.sh" --stations "$fleet" --stations-csv "$ROLLCALL_DATA/demo-$fleet-stations.csv"
    "$root/scripts/stations.sh" import "$ROLLCALL_DATA/demo-$fleet-stations.csv" --logins "$logins" >/dev/null 9>&-
  fi
  find_server '' "$port"
  "$root/scripts/start_attendance.sh" --stations "$fleet" --report "$where" --logins "$logins" \
    --while-pid $$ >>"$logs/attendance_fleet.log" 2>&1 </dev/null 9>&- &
  note "$fleet simulated stations report (log: $logs/attendance_fleet.log)"
fi

options=(
  -Xmx128m
  # A heap that has grown gives back what it does not need.
  -XX:MinHeapFreeRatio=20
  -XX:MaxHeapFreeRatio=40
  -XX:ReservedCodeCacheSize=64m
  -XX:+UseSerialGC
  -XX:+ExitOnOutOfMemoryError
  # The optimising compiler waits until a method is really hot. A start costs 5 s of CPU instead of 7.6; what is hot
  # for a minute is compiled as well as ever. (Without that compiler at all: 4.7 s, but slow logins for ever.)
  -XX:Tier4InvocationThreshold=60000
  -XX:Tier4MinInvocationThreshold=20000
  -XX:Tier4CompileThreshold=120000
  -XX:Tier4BackEdgeThreshold=500000
  -Djava.awt.headless=true
  "-Djava.io.tmpdir=$base/temp"
  "-Dcatalina.home=$tomcat"
  "-Dcatalina.base=$base"
  "-Djava.util.logging.config.file=$base/conf/logging.properties"
  -Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager
  "-Drollcall.address=$address"
  "-Drollcall.port=$port"
  "-Drollcall.data=$ROLLCALL_DATA"
  "-Drollcall.users=$users"
  # Tomcat looks for memory leaks of an undeployed application in these.
  --add-opens=java.base/java.lang=ALL-UNNAMED
  --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
  --add-opens=java.base/java.io=ALL-UNNAMED
  --add-opens=java.base/java.util=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
  --add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED
)
native=$(native_access)
[[ -z $native ]] || options+=("$native")
# Several options in one setting: split at spaces, no globs, no quotes.
read -r -a more <<<"${ROLLCALL_JAVA_OPTS:-}"
# Each thread with an allocation arena of its own costs tens of megabytes that nobody uses.
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
# Relative paths in the list of databases are meant from the checkout or package.
[[ -z ${ROLLCALL_DATABASES:-} ]] || cd "$root"
exec "$JAVA_HOME/bin/java" "${options[@]}" "${more[@]}" \
  -cp "$tomcat/bin/bootstrap.jar:$tomcat/bin/tomcat-juli.jar:$base/launch" org.rollcall.launch.Launcher
