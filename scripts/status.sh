#!/usr/bin/env bash
# Says whether Rollcall is up, and how the gate is, in one line.
#
#   scripts/status.sh [port] [--url URL] [--user NAME] [--json] [--help]
#
#   port          8888, or ROLLCALL_PORT
#   --url URL     another address, such as that of a proxy in front: https://school.example/monitor
#   --user NAME   who asks (viewer); the password is ROLLCALL_VIEWER_PASSWORD, or it is asked for at a terminal
#   --json        one line of JSON instead
#
# Without a password only up or down can be told. With ROLLCALL_TLS_* it asks by HTTPS, and believes the configured
# certificate alone.
# Exit status, as Nagios has it: 0 up (and healthy, as far as could be seen), 1 up but something is wrong, 2 down, 3 cannot tell.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"
# shellcheck source=scripts/ask.sh
source "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

port=''
user=''
given_url=''
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
    --json)
      json=yes
      shift
      ;;
    -*) fail "unknown option $1; see --help" 3 ;;
    *)
      port=$1
      shift
      ;;
  esac
done
[[ -z $port || -z $given_url ]] || fail "--url has its port in it; see --help" 3

state='' sentence='' scans='' queue=''
# Ends with status $1 and the line $2, or with all of it as JSON.
answer() {
  if [[ $json == yes ]]; then
    local words=(ok warning critical unknown)
    printf '{"status":"%s","exit":%s,"message":%s,"url":%s,"system_state":%s,"sentence":%s,"scans_today":%s,"queue_size":%s}\n' \
      "${words[$1]}" "$1" "$(json_text "$2")" "$(json_text "${where:-}")" "$(json_text "$state")" "$(json_text "$sentence")" \
      "${scans:-null}" "${queue:-null}"
  elif (($1 == 3)); then
    fail "$2" 3
  else
    printf '%s\n' "$2"
  fi
  exit "$1"
}

# Who may not read the settings, or reads none, cannot tell how the server is.
problem=$( (read_settings && find_server "$given_url" "$port") 2>&1) || answer 3 "${problem#status: }"
read_settings
find_server "$given_url" "$port"
find_login "$user"
find_trust
get /healthz
if [[ $code != 200 ]]; then
  why=''
  if ((code)); then why=" as Rollcall does (status $code)"; elif [[ -n $trouble ]]; then why=" (${trouble#curl: })"; fi
  answer 2 "down: $where does not answer$why"
fi
get /readyz
ready=$code
if [[ -z $password ]]; then
  [[ $ready == 200 ]] || answer 1 "up, but it cannot store events: $where"
  answer 0 "up: $where (set ROLLCALL_VIEWER_PASSWORD to see how the gate is)"
fi

get /api/status login
case $code in
  200) ;;
  401) answer 3 "up, but $user has another password" ;;
  403) answer 3 "up, but $user may not look; use a viewer" ;;
  *) answer 3 "up, but /api/status answers ${code/#0/nothing}" ;;
esac
if [[ $body =~ \"system_state\":(.*) ]]; then state=$(field "${BASH_REMATCH[1]}" status); fi
if [[ $body =~ \"sentence\":(.*) ]]; then
  sentence="$(field "${BASH_REMATCH[1]}" lead) $(field "${BASH_REMATCH[1]}" text)"
fi
scans=$(field "$body" scans_today)
queue=$(field "$body" queue_size)
worst=0
[[ $state == healthy && $ready == 200 ]] || worst=1
answer $worst "up, ${state:-unknown}: ${sentence:+$sentence }${scans:-no figure of} scans today, ${queue:-no figure of how many} in the queue ($where)"
