#!/usr/bin/env bash
# Erases one student from what Rollcall keeps, while it runs: events, alerts, exports, logs; and says which backups still have the student.
#
#   scripts/forget.sh STUDENT [--reason TEXT] [--backups-too] [--backups FOLDER]... [--url URL] [--user NAME] [--help]
#
#   STUDENT           the id, as the attendance system has it
#   --reason TEXT     is kept in the event that says that somebody was erased; the id is taken out of it
#   --backups-too     erases from backups as well; otherwise they are only looked through
#   --backups FOLDER  backups that lie elsewhere; those in the data folder are always looked through
#   --url URL         another address than this machine's own server, such as that of a proxy in front
#   --user NAME       an administrator (admin); the password is ROLLCALL_ADMIN_PASSWORD, or it is asked for at a terminal
#
# With ROLLCALL_TLS_* it asks by HTTPS, and believes the configured certificate alone.
# The attendance database is never written, and stations keep their own copies. It may be run again at any time.
# Exit status: 0 the student is nowhere any more; 1 not done, and why in one line; 2 wrong arguments; 3 done, but still in
# backups, or in bytes that the next checkpoint overwrites: the lines say where.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"
# shellcheck source=scripts/ask.sh
source "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

student=''
reason=''
too=false
folders=()
given_url=''
user='admin'
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --backups-too)
      too=true
      shift
      ;;
    --reason | --backups | --url | --user)
      (($# > 1)) || fail "$1 needs a value; see --help" 2
      case $1 in
        --reason) reason=$2 ;;
        --backups) folders+=("$2") ;;
        --url) given_url=$2 ;;
        --user) user=$2 ;;
      esac
      shift 2
      ;;
    -*) fail "unknown option $1; see --help" 2 ;;
    *)
      [[ -z $student ]] || fail "one student at a time; see --help" 2
      student=$1
      shift
      ;;
  esac
done
[[ -n $student ]] || fail "which student? see --help" 2
[[ $student != *[\"\\[:cntrl:]]* ]] || fail "an id has no quotes, backslashes or controls" 2
[[ $reason != *[[:cntrl:]]* ]] || fail "the reason is one line" 2
[[ $user =~ ^[A-Za-z0-9._-]{1,64}$ ]] || fail "--user needs the name of a user; good: admin" 2
((${#folders[@]} == 0)) || for folder in "${folders[@]}"; do
  [[ -d $folder ]] || fail "there is no folder $folder" 2
done
command -v curl >/dev/null || fail "curl is needed; install it: apt-get install curl"

read_settings
find_server "$given_url" '' 2
find_trust
password=${ROLLCALL_ADMIN_PASSWORD:-}
if [[ -z $password && -t 0 ]]; then
  IFS= read -rs -p "Password of $user: " password
  printf '\n' >&2
fi
[[ -n $password ]] || fail "set ROLLCALL_ADMIN_PASSWORD, or run it at a terminal"
[[ $password != *[[:cntrl:]]* ]] || fail "the password has control characters" 2

# $1 with backslashes before quotes and backslashes, as JSON and curl's files have them.
quoted() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

body="{\"student_id\":\"$student\",\"backups\":$too"
[[ -z $reason ]] || body+=",\"reason\":\"$(quoted "$reason")\""
body+='}'
# Neither the password nor the id is an argument of curl, where every user could see it, and a proxy gets neither unless
# the way to the server was given.
direct=()
[[ -n $given_url ]] || direct=(--noproxy '*')
login=$(printf '%s:%s' "$user" "$password" | base64 -w 0)
answer=$(printf 'header = "Authorization: Basic %s"\ndata-binary = "%s"\n' "$login" "$(quoted "$body")" |
  curl --silent --show-error --connect-timeout 10 --max-time 1800 "${direct[@]}" "${trust[@]}" --config - --header 'Content-Type: application/json' \
    --write-out '\n%{http_code}' "$where/api/erasures" 2>&1) || fail "$where does not answer: ${answer%%$'\n'*}"
code=${answer##*$'\n'}
answer=${answer%$'\n'*}

case $code in
  200) ;;
  401) fail "$user has another password" ;;
  403) fail "$user is not an administrator" ;;
  429) fail "another erasure runs; try again in a minute" ;;
  *)
    detail=$(field "$answer" detail)
    fail "not done, or not all of it: ${detail:-status $code}; run it again"
    ;;
esac

status=0
printf '%s events and %s other entries erased, noted as %s\n' "$(field "$answer" events)" "$(field "$answer" other_entries)" "$(field "$answer" id)"
printf '%s exports rewritten, %s places in logs overwritten\n' "$(field "$answer" exports)" "$(field "$answer" log_places)"
if [[ $(field "$answer" files_swept) != true ]]; then
  printf 'somebody reads the store: its files have the bytes until the next checkpoint; run this again later\n'
  status=3
fi
rest=${answer#*\"backups\":}
while [[ $rest =~ \"name\":\"([^\"]*)\",\"until\":(\"([^\"]*)\"|null),\"state\":\"([^\"]*)\",\"trouble\":(\"([^\"]*)\"|null) ]]; do
  state=${BASH_REMATCH[4]}
  line="backup ${BASH_REMATCH[1]}: $state"
  [[ -z ${BASH_REMATCH[3]} ]] || line+=" (events until ${BASH_REMATCH[3]})"
  [[ -z ${BASH_REMATCH[6]} ]] || line+=": ${BASH_REMATCH[6]}"
  printf '%s\n' "$line"
  [[ $state != 'still in it' ]] || status=3
  rest=${rest#*"${BASH_REMATCH[0]}"}
done

if ((${#folders[@]})); then
  umask 077
  program=org.rollcall.store.Forget
  find_program $program
  mode=look
  [[ $too == false ]] || mode=erase
  "${java[@]}" -Xmx64m -cp "$classes:$jars/*" $program "$student" $mode "${folders[@]}" || status=3
fi
exit $status
