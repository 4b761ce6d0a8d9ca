#!/usr/bin/env bash
# Looks for what keeps Rollcall from working, here and on the way to it: a line for each check, with its mend.
#
#   scripts/doctor.sh [port] [--url URL] [--user NAME] [--quick] [--json] [--help]
#
#   port          8888, or ROLLCALL_PORT
#   --url URL     also looks at the way there, such as through a proxy: https://school.example/monitor
#   --user NAME   who asks (viewer); the password is ROLLCALL_VIEWER_PASSWORD, or it is asked for at a terminal
#   --quick       does not wait for a sign of life of the stream, which takes 15 s
#   --json        one JSON document instead of lines
#
# Changes nothing, writes nothing, and prints no password. Run it as the user that runs Rollcall.
# Exit status: 0 all is well, 1 something is to be looked at (WARN), 2 something is broken (FAIL), 3 wrong arguments.
set -euo pipefail
locale_given=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"
# shellcheck source=scripts/ask.sh
source "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

port=''
user=''
given_url=''
quick=no
json=no
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --user)
      user=${2:-}
      [[ $user =~ ^[A-Za-z0-9._-]{1,64}$ ]] || fail "--user needs the name of a user; good: viewer" 3
      shift 2
      ;;
    --url)
      given_url=${2:-}
      [[ -n $given_url ]] || fail "--url needs an address; good: https://school.example/monitor" 3
      shift 2
      ;;
    --quick) quick=yes && shift ;;
    --json) json=yes && shift ;;
    -*) fail "unknown option $1; see --help" 3 ;;
    *)
      [[ -z $port ]] || fail "one port is enough: $port or $1?" 3
      port=$1
      shift
      ;;
  esac
done

[[ -z $port ]] || check_port_number "$port" 3
worst=0
documents=()
# A line for check $1 of level $2 with text $3 and, if there is one, the mend $4.
say() {
  case $2 in
    WARN) ((worst >= 1)) || worst=1 ;;
    FAIL) worst=2 ;;
  esac
  if [[ $json == yes ]]; then
    documents+=("{\"check\":\"$1\",\"level\":\"$2\",\"text\":$(json_text "$3"),\"fix\":$(json_text "${4:-}")}")
  else
    printf '%-5s %s: %s%s\n' "$2" "$1" "${3//[[:cntrl:]]/ }" "${4:+; fix: ${4//[[:cntrl:]]/ }}"
  fi
}

finish() {
  if [[ $json == yes ]]; then
    local words=(OK WARN FAIL) all
    all=$(printf ',%s' "${documents[@]}")
    printf '{"worst":"%s","exit":%s,"checks":[%s]}\n' "${words[$worst]}" "$worst" "${all:1}"
  fi
  exit "$worst"
}

# Whether file $1 may be used in another way than in $2 (octal) by anybody but its owner.
is_open() {
  (($(stat -Lc '0%a' "$1") & $2))
}

check_env() {
  local file=$root/.env problem
  if [[ -e $file && ! -r $file ]]; then
    say settings FAIL "$(id -un) may not read $file" "run it as the user that runs Rollcall; nothing else was looked at"
    finish
  elif ! problem=$( (read_settings) 2>&1); then
    say settings FAIL "${problem#doctor: }" "correct that; nothing else was looked at"
    finish
  elif [[ ! -e $file ]]; then
    say settings OK "no $file; the environment and the defaults count"
  elif grep -qE '^[[:space:]]*(export[[:space:]]+)?[A-Z_]*PASSWORD[[:space:]]*=' "$file" && is_open "$file" 0037; then
    say settings FAIL "$file has a password and others may read it" "chmod 640 $file"
  else
    say settings OK "$file is well formed"
  fi
}

check_java() {
  local found needs=JDK
  [[ $packaged == no ]] || needs=JRE
  if found=$( (find_jdk && printf '%s in %s' "$java_version" "$JAVA_HOME") 2>&1); then
    say java OK "Java $found"
  else
    say java FAIL "${found#doctor: }" "install a ${needs} 17 or newer: apt-get install default-${needs,,}-headless"
  fi
}

check_locale() {
  local file name
  if ! name=$(locale -a 2>/dev/null | grep -m1 -ixE 'C\.utf-?8'); then
    say locale FAIL "this machine has no C.UTF-8, so Java opens no file whose path is not plain ASCII" "apt-get install locales"
  elif [[ -n $locale_given && ! $locale_given =~ [Uu][Tt][Ff]-?8 ]]; then
    say locale OK "$locale_given; the scripts take $name instead"
  else
    say locale OK "${locale_given:-none set; the scripts take $name}"
  fi
}

check_disk() {
  local folder=$ROLLCALL_DATA free share
  while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
  read -r free share < <(df -Pk -- "$folder" | awk 'NR == 2 { sub("%", "", $5); print int($4 / 1024), $5 }')
  local mend="free space on the disk of $ROLLCALL_DATA, or shorten ROLLCALL_RETENTION_*"
  if ((free < 200)); then
    say disk FAIL "$free MB are left for $ROLLCALL_DATA" "$mend"
  elif ((free < 1024 || share > 95)); then
    say disk WARN "$free MB are left for $ROLLCALL_DATA, $share % of the disk is used" "$mend"
  else
    say disk OK "$((free / 1024)) GB are left for $ROLLCALL_DATA"
  fi
}

check_data_folder() {
  local owner
  if [[ ! -e $ROLLCALL_DATA ]]; then
    say data-folder WARN "$ROLLCALL_DATA is not there yet" "the first start makes it"
    return
  fi
  owner=$(stat -c %U "$ROLLCALL_DATA")
  if [[ ! -d $ROLLCALL_DATA ]]; then
    say data-folder FAIL "$ROLLCALL_DATA is not a folder" "set ROLLCALL_DATA to one; good: /var/lib/rollcall"
  elif [[ ! -O $ROLLCALL_DATA ]]; then
    say data-folder WARN "$ROLLCALL_DATA belongs to $owner, so not all could be looked at" "run this as that user: sudo -u $owner scripts/doctor.sh"
  elif [[ ! -w $ROLLCALL_DATA || ! -x $ROLLCALL_DATA ]]; then
    say data-folder FAIL "$owner may not write into $ROLLCALL_DATA" "chmod 700 $ROLLCALL_DATA"
  elif is_open "$ROLLCALL_DATA" 0077; then
    say data-folder WARN "others may enter $ROLLCALL_DATA, which holds what people did" "chmod 700 $ROLLCALL_DATA"
  else
    say data-folder OK "$ROLLCALL_DATA is its owner's alone"
  fi
}

# Whether what lies in the data folder can be seen; why not is said by its own check.
may_enter() {
  [[ ! -d $ROLLCALL_DATA || -x $ROLLCALL_DATA ]]
}

check_users() {
  local file=$ROLLCALL_DATA/users.xml
  may_enter || return 0
  if [[ ! -e $file ]]; then
    say users WARN "$file is not there yet" "the first start makes the logins"
  elif is_open "$file" 0077; then
    say users FAIL "others may read $file, which has the hashes of the passwords" "chmod 600 $file"
  elif [[ ! -r $file ]]; then
    say users FAIL "$file may not be read by $(id -un)" "give it to the user that runs Rollcall: chown $(id -un) $file"
  elif ! grep -qE '<user [^>]*roles="[^"]*(viewer|admin)' "$file"; then
    say users FAIL "nobody in $file may look" "scripts/users.sh add NAME --role viewer"
  else
    say users OK "$(grep -cE '<user [^>]*roles=' "$file") logins, for the owner's eyes alone"
  fi
}

check_certificate() {
  local file=${ROLLCALL_TLS_KEY:-${ROLLCALL_TLS_KEYSTORE:-}} until
  [[ -n ${ROLLCALL_TLS_CERTIFICATE:-}${ROLLCALL_TLS_KEYSTORE:-}${ROLLCALL_TLS_KEY:-} ]] || return 0
  find_pin
  if [[ -z $own ]]; then
    say certificate FAIL "the certificate that the settings name cannot be read" "see ROLLCALL_TLS_*: docs/howto/https.md"
  elif [[ -z $pin ]]; then
    say certificate WARN "openssl is not here, or the certificate is none, so it was not looked at" "apt-get install openssl"
  elif [[ -n $file && -e $file ]] && is_open "$file" 0007; then
    say certificate FAIL "everybody may read the key $file" "chmod 600 $file"
  else
    until=$(openssl x509 -in "$own" -noout -enddate)
    until=${until#*=}
    if ! openssl x509 -in "$own" -noout -checkend 0 >/dev/null; then
      say certificate FAIL "it ran out on $until" "renew it; the server reads the new one by itself"
    elif ! openssl x509 -in "$own" -noout -checkend $((14 * 86400)) >/dev/null; then
      say certificate WARN "it runs out on $until" "renew it; the server reads the new one by itself"
    else
      say certificate OK "good until $until"
    fi
  fi
}

# The files of the settings, each on a line; their stations and zones do not matter here.
databases() {
  if [[ -z ${ROLLCALL_DATABASES:-} ]]; then
    printf '%s\n' "$ROLLCALL_DATABASE"
    return
  fi
  local entries entry
  IFS=, read -r -a entries <<<"$ROLLCALL_DATABASES"
  for entry in "${entries[@]}"; do
    entry=${entry#*=}
    # As the server reads it: the zone begins at the last @.
    entry=${entry%@*}
    entry=${entry#"${entry%%[![:space:]]*}"}
    absolute "${entry%"${entry##*[![:space:]]}"}"
    printf '\n'
  done
}

# Says what the program $2 finds with the arguments that follow, as check $1; it prints level, text and mend, separated by tabs.
say_findings() {
  local check=$1 program=$2 found level text step
  shift 2
  if [[ ! -f $classes/${program//.//}.class ]] || ! (find_jdk) 2>/dev/null; then
    say "$check" WARN "not looked into: nothing is built yet" "start it once: scripts/start_monitor.sh"
    return
  fi
  find_program "$program"
  # The driver unpacks a library where nothing of it stays.
  found=$("${java[@]}" -Xmx48m "-Djava.io.tmpdir=$scratch" -cp "$classes:$jars/*" "$program" "$@" 2>/dev/null) || true
  if [[ -z $found ]]; then
    say "$check" FAIL "it could not be looked at: the check ended without a word" "try again after a build: scripts/start_monitor.sh"
    return
  fi
  while IFS=$'\t' read -r level text step; do say "$check" "$level" "$text" "$step"; done <<<"$found"
}

# By the very code that warns of them at the start; it sees the environment and .env, which was read into it.
check_setting_names() {
  say_findings setting-names org.rollcall.app.SettingsCheck
}

# Read-only, by the very code that watches: it locks nothing and leaves nothing beside the file.
check_databases() {
  local files=() file
  while IFS= read -r file; do
    if [[ $file != "$ROLLCALL_DATA"/* ]] || may_enter; then files+=("$file"); fi
  done < <(databases)
  ((${#files[@]})) || return 0
  say_findings database org.rollcall.source.attendance.AttendanceCheck "${files[@]}"
}

# Whether something listens on the port of this machine.
is_taken() {
  (exec 3<>"/dev/tcp/${host//[][]/}/$port") 2>/dev/null
}

# Sets reached to yes if Rollcall answers at the address; $1 is the name of the check.
check_answer() {
  reached=no
  get /healthz
  if [[ $code == 200 && $body == *'"up"'* ]]; then
    reached=yes
    get /readyz
    if [[ $code == 200 ]]; then
      say "$1" OK "Rollcall answers at $where"
    else
      say "$1" FAIL "Rollcall answers at $where, but cannot store events" "see its log; often the disk of $ROLLCALL_DATA is full"
    fi
  elif [[ $1 == port ]] && ! is_taken; then
    say port WARN "nothing listens on $host:$port; Rollcall does not run" "scripts/start_monitor.sh $port"
  elif [[ $1 == port ]]; then
    say port FAIL "$host:$port is taken by something that is not Rollcall${trouble:+ (${trouble#curl: })}" \
      "see what it is: ss -ltnp 'sport = :$port'; or take another port"
  elif ((code)); then
    say url FAIL "$where answers, but not as Rollcall does (status $code)" "see where the proxy leads: docs/howto/behind-nginx.md"
  else
    say url FAIL "$where does not answer${trouble:+ (${trouble#curl: })}" "see if the proxy runs and its certificate is trusted here"
  fi
}

check_clock() {
  local theirs ours skew
  if [[ -z $sent_at ]] || ! theirs=$(date -u -d "$sent_at" +%s 2>/dev/null); then
    say clock WARN "$where does not say what time it is" "let the proxy pass the header Date on"
    return
  fi
  ours=$(date -u +%s)
  skew=$((theirs - ours))
  skew=${skew#-}
  if ((skew > 30)); then
    say clock FAIL "this machine and $where are $skew s apart" "set both by NTP: timedatectl set-ntp true"
  elif ((skew > 3)); then
    say clock WARN "this machine and $where are $skew s apart" "set both by NTP: timedatectl set-ntp true"
  else
    say clock OK "$where has the time of this machine"
  fi
}

check_ntp() {
  local synced=''
  if command -v timedatectl >/dev/null; then synced=$(timedatectl show -p NTPSynchronized --value 2>/dev/null || true); fi
  case $synced in
    yes) say ntp OK "this machine's clock is set by NTP" ;;
    no) say ntp WARN "this machine's clock is not set by NTP" "timedatectl set-ntp true" ;;
    *) say ntp OK "not asked: there is no timedatectl that could tell" ;;
  esac
}

# Sets allowed to yes if the login may look.
check_login() {
  allowed=no
  if [[ -z $password ]]; then
    say login WARN "not tried, so the stream was not measured" "set ROLLCALL_VIEWER_PASSWORD, or name --user at a terminal"
    return
  fi
  get /api/status login
  case $code in
    200)
      allowed=yes
      say login OK "$user may look"
      ;;
    401) say login FAIL "$user has another password" "scripts/users.sh rotate $user" ;;
    403) say login FAIL "$user may not look" "give it the role viewer, or take another one: scripts/users.sh list" ;;
    429) say login FAIL "too many wrong passwords came from here" "wait a minute, then try again" ;;
    *) say login FAIL "/api/status answers ${code/#0/nothing}" "see the log: docs/howto/follow-the-log.md" ;;
  esac
}

# Sets clock to the milliseconds of now.
tick() {
  clock=${EPOCHREALTIME/[.,]/}
  clock=${clock:0:-3}
}

# The longest silence of the stream in ms, as the settings have it.
heartbeat() {
  local given=${ROLLCALL_STREAM_HEARTBEAT:-15s}
  [[ $given =~ ^([0-9]{1,6})(ms|s|m)$ ]] || given=15s
  case $given in
    *ms) printf '%s' "${given%ms}" ;;
    *s) printf '%s000' "${given%s}" ;;
    *) printf '%s' $((${given%m} * 60000)) ;;
  esac
}

# Reads lines of the stream until one matches $1, for $2 ms at most; sets line.
await_line() {
  local left end
  tick
  end=$((clock + $2))
  while ((clock < end)); do
    printf -v left '%d.%03d' $(((end - clock) / 1000)) $(((end - clock) % 1000))
    IFS= read -r -t "$left" -u "$stream" line || return 1
    line=${line%$'\r'}
    [[ ! $line =~ $1 ]] || return 0
    tick
  done
  return 1
}

# The first snapshot has to be here within a second, whole; then nothing is due but a comment, which has to come when
# it is sent: whatever gathers pieces on the way holds one of the two back.
check_stream() {
  local began shown silence line asking
  local mend="let the proxy pass $prefix/api/stream on as it comes: no buffering, no compression (docs/howto/behind-nginx.md)"
  silence=$(heartbeat)
  exec {stream}< <(ask '/api/stream?types=none' $((silence / 1000 + 12)) login 2>/dev/null)
  asking=$!
  tick
  began=$clock
  if ! await_line '^HTTP/' 5000 || [[ ! $line =~ \ 200 ]]; then
    say stream FAIL "$where/api/stream does not answer${line:+ ($line)}" "$mend"
  elif ! await_line '^data:.*"dashboard"' 5000; then
    say stream FAIL "no snapshot came within 5 s, although $where answered: something holds it back" "$mend"
  else
    tick
    shown=$((clock - began))
    if [[ $quick == yes ]]; then
      say_stream "$shown" "the first snapshot came after $shown ms"
    elif await_line '^(:|data:)' $((silence + 3000)); then
      tick
      say_stream "$shown" "the first snapshot came after $shown ms, the next sign of life $(((clock - began - shown + 500) / 1000)) s later"
    else
      say stream FAIL "nothing came in $(((silence + 3000) / 1000)) s, although a comment is due after $((silence / 1000)) s of silence: something holds it back" "$mend"
    fi
  fi
  exec {stream}<&-
  kill "$asking" 2>/dev/null || true
}

say_stream() {
  if (($1 > 1000)); then
    say stream WARN "$2" "more than a second: see if the server or the line is busy"
  else
    say stream OK "$2"
  fi
}

check_env
read_settings
find_pin
check_java
check_setting_names
check_locale
check_disk
check_data_folder
check_users
check_certificate
check_databases
check_ntp

# First this machine's own server, then the way to it that was given.
find_login "$user"
asked_url=$given_url
given_url=''
reached=no
if problem=$( (find_server '' "$port") 2>&1); then
  find_server '' "$port"
  find_trust
  check_answer port
else
  say port FAIL "${problem#doctor: }" "correct ROLLCALL_PORT"
fi
if [[ -n $asked_url ]]; then
  given_url=$asked_url
  find_server "$given_url" ''
  find_trust
  check_answer url
fi
if [[ $reached == yes ]]; then
  check_clock
  check_login
  [[ $allowed != yes ]] || check_stream
fi
finish
