# shellcheck shell=bash disable=SC2034
# What the other scripts share; it is read by them, not run. (SC2034: some of what is set here is used only there.)

# A service, a container or cron may have no locale; then Java could open no file whose path is not plain ASCII.
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# What is run lies in target once it was built, or in lib of a package, which brings it and has nothing to build from.
packaged=no
made=$root/target
if [[ -f $root/lib/rollcall.war ]]; then
  packaged=yes
  made=$root/lib
fi
war=$made/rollcall.war
classes=$made/rollcall/WEB-INF/classes
jars=$made/rollcall/WEB-INF/lib

# Ends the script with one line. Nothing else writes to stderr when a script fails on purpose.
fail() {
  printf '%s: %s\n' "$(basename "${BASH_SOURCE[-1]}" .sh)" "$1" >&2
  exit "${2:-1}"
}

note() {
  printf '%s: %s\n' "$(basename "${BASH_SOURCE[-1]}" .sh)" "$1" >&2
}

# Prints the comment block at the head of the calling script, which is its help.
print_help() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[-1]}"
}

# Reads one .env file: KEY=value lines, the value bare, in '...' or in "..." (where \" \\ \$ are " \ $). A # begins a
# comment at the start of a line or after a space. Nothing is expanded or executed, and what the environment already
# has wins; of a key that is there twice the last does, as for systemd. Only ROLLCALL_*, JAVA_HOME and TZ are taken: the
# file may belong to the attendance system as well.
read_env_file() {
  local file=$1 line number=0 key value
  local -A mine=()
  [[ -e $file ]] || return 0
  [[ -f $file && -r $file ]] || fail "$(id -un) may not read $file"
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
    [[ $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]] ||
      fail "$file line $number is not KEY=value"
    key=${BASH_REMATCH[2]}
    value=${BASH_REMATCH[3]}
    case $key in
      ROLLCALL_*) ;;
      JAVA_HOME | TZ) ;;
      *) continue ;;
    esac
    case $value in
      \'*)
        [[ $value =~ ^\'([^\']*)\'[[:space:]]*(#.*)?$ ]] || fail "$file line $number: the value of $key has no closing '"
        value=${BASH_REMATCH[1]}
        ;;
      \"*)
        [[ $value =~ ^\"(([^\"\\]|\\.)*)\"[[:space:]]*(#.*)?$ ]] ||
          fail "$file line $number: the value of $key has no closing \""
        value=$(unescaped "${BASH_REMATCH[1]}")
        ;;
      \#*) value= ;;
      *)
        value=${value%%[[:space:]]#*}
        value=${value%"${value##*[![:space:]]}"}
        ;;
    esac
    if [[ ! -v $key || -n ${mine[$key]:-} ]]; then
      export "$key=$value"
      mine[$key]=yes
    fi
  done <"$file"
}

unescaped() {
  local text=$1 out='' i c
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    if [[ $c == \\ ]]; then
      case ${text:i+1:1} in
        \" | \\ | \$) i=$((i + 1)) c=${text:i:1} ;;
      esac
    fi
    out+=$c
  done
  printf '%s' "$out"
}

# The path $1 as an absolute one; a relative one is meant from the checkout or package.
absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$root" "${1#./}" ;;
  esac
}

# Sets ROLLCALL_DATA, ROLLCALL_DATABASE and, if it is given, ROLLCALL_STATIONS, absolute, from the environment, .env and the defaults.
read_settings() {
  read_env_file "$root/.env"
  ROLLCALL_DATA=$(absolute "${ROLLCALL_DATA:-data}")
  [[ $ROLLCALL_DATA != *[[:cntrl:]]* ]] || fail "ROLLCALL_DATA has control characters; good: /var/lib/rollcall"
  ROLLCALL_DATA=${ROLLCALL_DATA%/}
  [[ -n $ROLLCALL_DATA ]] || fail "ROLLCALL_DATA is the root folder; good: /var/lib/rollcall"
  local given=${ROLLCALL_DATABASE:-}
  ROLLCALL_DATABASE=$(absolute "${given:-$ROLLCALL_DATA/attendance.db}")
  export ROLLCALL_DATA ROLLCALL_DATABASE
  if [[ -n ${ROLLCALL_STATIONS:-} ]]; then
    ROLLCALL_STATIONS=$(absolute "$ROLLCALL_STATIONS")
    export ROLLCALL_STATIONS
  fi
  # Beside a list of databases a default of ours would look like one more.
  [[ -z ${ROLLCALL_DATABASES:-} || -n $given ]] || export -n ROLLCALL_DATABASE
}

# The version of the checkout or package.
project_version() {
  if [[ $packaged == yes ]]; then
    cat "$root/VERSION"
  else
    sed -n '0,/^  <version>/s/^  <version>\(.*\)<\/version>$/\1/p' "$root/pom.xml"
  fi
}

# Ends the script with status $2 unless $1 can be a port.
check_port_number() {
  if [[ ! $1 =~ ^[1-9][0-9]{0,4}$ ]] || (($1 > 65535)); then
    fail "port $1 is not a number from 1 to 65535; good: 8888" "$2"
  fi
}

# A database path that can never become right ends the start; a file that is not there yet is an ordinary case.
check_database_path() {
  local path=$1 parent
  local good="good: data/attendance.db"
  [[ $path != *[[:cntrl:]]* ]] || fail "the database path has control characters; $good"
  [[ $path != */ ]] || fail "the database $path is a folder; $good"
  [[ ! -d $path ]] || fail "the database $path is a folder; $good"
  [[ $path != "$ROLLCALL_DATA/monitor.db" ]] || fail "the database $path is Rollcall's own; $good"
  parent=$(dirname "$path")
  while [[ ! -e $parent ]]; do parent=$(dirname "$parent"); done
  [[ -d $parent ]] || fail "the database $path cannot be there: $parent is not a folder; $good"
}

# A file that no simulated station has made may be a school's own, so none may write into it. What a simulation makes has a
# mark in its header; org.rollcall.demo.AttendanceFile puts it there, and looks for it as well.
check_simulated() {
  local mark
  [[ -s $1 ]] || return 0
  mark=$(od -An -tx1 -j68 -N4 "$1" 2>/dev/null | tr -d ' \n') || mark=''
  [[ $mark == 5263536d ]] ||
    fail "$1 is not a simulated station's, so none writes into it; name a file that is not there yet, such as ROLLCALL_DATABASE=data/demo.db, or delete this one if an earlier version's simulation made it"
}

# The major version of the JDK in folder $1, or nothing when there is none. Who has a package needs no compiler.
jdk_version() {
  local version
  [[ -x $1/bin/java ]] || return 0
  [[ $packaged == yes || -x $1/bin/javac ]] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\)[^"]*"$/\1/p' "$1/release" 2>/dev/null || true)
  [[ -n $version ]] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/^.* version "\([0-9]*\).*$/\1/p;T;q')
  printf '%s' "$version"
}

# Sets JAVA_HOME and java_version: JAVA_HOME if it will do, else the JDK of PATH, else the lowest in /usr/lib/jvm.
find_jdk() {
  local home version seen='' best=''
  for home in "${JAVA_HOME:-}" "$(jdk_of_path)"; do
    [[ -n $home ]] || continue
    version=$(jdk_version "$home")
    seen+="${seen:+, }$home${version:+ ($version)}"
    if ((${version:-0} >= 17)); then
      JAVA_HOME=$home java_version=$version
      export JAVA_HOME
      return
    fi
  done
  for home in /usr/lib/jvm/*; do
    version=$(jdk_version "$home")
    if ((${version:-0} >= 17)) && { [[ -z $best ]] || ((version < java_version)); }; then
      best=$home java_version=$version
    fi
  done
  local kind=JDK
  [[ $packaged == no ]] || kind=JRE
  [[ -n $best ]] ||
    fail "no $kind 17 or newer found${seen:+ (saw $seen)}; install one: apt-get install openjdk-17-${kind,,}-headless"
  export JAVA_HOME=$best
}

jdk_of_path() {
  local program=javac
  [[ $packaged == no ]] || program=java
  program=$(command -v "$program" || true)
  [[ -z $program ]] || dirname "$(dirname "$(readlink -f "$program")")"
}

# Builds target/rollcall.war unless it was made from these very sources. A second start does not start Maven.
# The log goes into $1. In a package it only sees that nothing is missing.
ensure_built() {
  local log=$1 stamp=$root/target/.made-from now
  if [[ $packaged == yes ]]; then
    if [[ ! -d $classes || ! -d $jars ]] || ! find_tomcat; then fail "$root is not a whole package; unpack it again"; fi
    return
  fi
  now=$(sources_hash)
  ! is_built "$now" || return 0
  mkdir -p "$root/target" 2>/dev/null || fail "cannot write into $root/target"
  exec 8>"$root/target/.build-lock"
  flock -n 8 || {
    note "waiting for another build in $root"
    flock -w 900 8 || fail "another build in $root does not end; who it is: fuser $root/target/.build-lock"
  }
  if ! is_built "$now"; then
    note "building (the first time takes a few minutes; log: $log)"
    rm -f "$stamp"
    # Secrets are made under a narrow umask; what is built and downloaded is none, and others may run its tests. The
    # build's lock (8) lives as long as Maven, also when this script is killed; the data folder's (9) does not.
    (cd "$root" && umask 022 && ./mvnw -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true) >"$log" 2>&1 </dev/null 9>&- ||
      fail "the build failed: $(first_error "$log") (log: $log)"
    if [[ ! -f $war ]] || ! find_tomcat; then fail "the build made no $war or no Tomcat beside it (log: $log)"; fi
    printf '%s\n' "$now" >"$stamp"
  fi
  exec 8>&-
}

# Whether what is there was made from the sources whose hash is $1; sets tomcat.
is_built() {
  [[ -f $root/target/.made-from && $(<"$root/target/.made-from") == "$1" && -f $war && -d $classes ]] && find_tomcat
}

# Sets classes, jars and java for a program that works beside the server, $1 being its class; builds if it is missing.
find_program() {
  find_jdk
  [[ -f $classes/${1//.//}.class ]] || ensure_built "$root/target/build.log"
  java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError)
  local native
  native=$(native_access)
  [[ -z $native ]] || java+=("$native")
  # File names have the station's time, if it is known.
  [[ -z ${ROLLCALL_ZONE:-} ]] || java+=("-Duser.timezone=$ROLLCALL_ZONE")
}

# Ends the script when the data are somebody else's: the server could not read what this one made.
check_owner() {
  local owner of=$ROLLCALL_DATA logins=$ROLLCALL_DATA/users.xml
  [[ -e $of && ! -O $of ]] || return 0
  # Who owns the folder may let the server in by its group; then the logins tell who that is, unless root once made them here.
  if [[ -e $logins && $(stat -c %u "$logins") != 0 ]]; then
    [[ ! -O $logins ]] || return 0
    of=$logins
  fi
  owner=$(stat -c %U "$of")
  # A container's owner, or one of a disk from elsewhere, may have no name here.
  [[ $owner != UNKNOWN ]] || owner="#$(stat -c %u "$of")"
  fail "the data folder $ROLLCALL_DATA belongs to $owner; do this as that user: sudo -u '$owner' ${BASH_SOURCE[-1]}"
}

first_error() {
  local line
  line=$(grep -E '^\[ERROR\] |^[Ee]rror' "$1" | grep -v -m1 'COMPILATION ERROR' || tail -n 1 "$1")
  printf '%.300s' "${line#\[ERROR\] }"
}

# Sets tomcat to the unpacked Tomcat, the newest if there are several.
find_tomcat() {
  local found
  found=$(find "$made" -maxdepth 1 -name 'apache-tomcat-*' -type d | sort -V | tail -n 1)
  tomcat=$found
  [[ -n $found && -f $found/bin/bootstrap.jar ]]
}

# What the WAR is made of, in one hash.
sources_hash() {
  (cd "$root" && find pom.xml .mvn src/main -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# JDK 22 and newer ask before a library may load native code, as SQLite's does.
native_access() {
  if ((java_version >= 22)); then printf '%s' --enable-native-access=ALL-UNNAMED; fi
}
