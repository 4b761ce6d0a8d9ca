#!/usr/bin/env bash
# Says whether Rollcall is up, and how the gate is, in one line.
#
#   scripts/status.sh [port] [--user NAME] [--help]
#
#   port          8888, or ROLLCALL_PORT
#   --user NAME   who asks (viewer); the password is ROLLCALL_VIEWER_PASSWORD, or it is asked for at a terminal
#
# Without a password only up or down can be told.
# Exit status: 0 up (and healthy, as far as could be seen), 1 up but something is wrong, 2 down, 3 cannot tell.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

port=''
user=''
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
    -*) fail "unknown option $1; see --help" 3 ;;
    *)
      port=$1
      shift
      ;;
  esac
done

read_settings
port=${port:-${ROLLCALL_PORT:-8888}}
check_port_number "$port" 3
host=${ROLLCALL_ADDRESS:-127.0.0.1}
case $host in 0.0.0.0 | ::) host=127.0.0.1 ;; esac
password=${ROLLCALL_VIEWER_PASSWORD:-}
if [[ -n $user && -z $password && -t 0 ]]; then
  IFS= read -rs -p "Password of $user: " password
  printf '\n' >&2
fi
user=${user:-viewer}

# Asks for path $1 with the header lines $2; sets code and body. Plain bash, so that no password is ever an argument.
get() {
  local answer
  code=0 body=''
  # The connection is tried in a subshell: a refusal ends the shell that tries.
  (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null || return 0
  exec 3<>"/dev/tcp/$host/$port"
  printf 'GET %s HTTP/1.0\r\nHost: %s:%s\r\n%s\r\n' "$1" "$host" "$port" "${2:-}" >&3
  answer=$(timeout 5 cat <&3 | tr -d '\0\r' || true)
  exec 3>&-
  [[ $answer =~ ^HTTP/1\.[01]\ ([0-9]{3}) ]] || return 0
  code=${BASH_REMATCH[1]}
  body=${answer#*$'\n\n'}
}

# The text or number named $2 in the JSON $1, the first one.
field() {
  if [[ $1 =~ \"$2\":\"(([^\"\\]|\\.)*)\" ]]; then
    unescaped "${BASH_REMATCH[1]}"
  elif [[ $1 =~ \"$2\":(-?[0-9.]+) ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
  fi
}

where="http://$host:$port"
get /healthz
if [[ $code != 200 ]]; then
  printf 'down: %s does not answer%s\n' "$where" "$( ((code)) && printf ' as Rollcall does (status %s)' "$code")"
  exit 2
fi
get /readyz
ready=$code
if [[ -z $password ]]; then
  if [[ $ready == 200 ]]; then
    printf 'up: %s (set ROLLCALL_VIEWER_PASSWORD to see how the gate is)\n' "$where"
    exit 0
  fi
  printf 'up, but it cannot store events: %s\n' "$where"
  exit 1
fi

get /api/status "Authorization: Basic $(printf '%s:%s' "$user" "$password" | base64 -w 0)"$'\r\n'
case $code in
  200) ;;
  401) fail "up, but $user has another password" 3 ;;
  403) fail "up, but $user may not look; use a viewer" 3 ;;
  *) fail "up, but /api/status answers ${code/#0/nothing}" 3 ;;
esac
state=''
if [[ $body =~ \"system_state\":(.*) ]]; then state=$(field "${BASH_REMATCH[1]}" status); fi
sentence=''
if [[ $body =~ \"sentence\":(.*) ]]; then
  sentence="$(field "${BASH_REMATCH[1]}" lead) $(field "${BASH_REMATCH[1]}" text)"
fi
scans=$(field "$body" scans_today)
queue=$(field "$body" queue_size)
printf 'up, %s: %s%s scans today, %s in the queue (%s)\n' "${state:-unknown}" "${sentence:+$sentence }" \
  "${scans:-no figure of}" "${queue:-no figure of how many}" "$where"
[[ $state == healthy && $ready == 200 ]] || exit 1
