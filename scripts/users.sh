#!/usr/bin/env bash
# Lists, adds, rotates and removes the logins in $ROLLCALL_DATA/users.xml, also while the server runs: it notices a
# change within seconds.
#
#   scripts/users.sh list
#   scripts/users.sh add NAME --role viewer|station|admin [--role ...] [--password-stdin]
#   scripts/users.sh rotate NAME [--password-stdin]
#   scripts/users.sh remove NAME
#
# A password is made and printed once, or read as one line from standard input; it is never an argument.
# An admin who also watches needs both roles: --role admin --role viewer. A station whose program also reads needs
# --role station --role viewer; such a login is for a program, never for a browser.
# A station is its login: the name given here is the name that its events carry.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

case ${1:-} in
  -h | --help)
    print_help
    exit 0
    ;;
  list | add | rotate | remove) ;;
  *) fail "list, add, rotate or remove? see --help" 2 ;;
esac

read_settings
unset ROLLCALL_VIEWER_PASSWORD ROLLCALL_STATION_PASSWORD ROLLCALL_ADMIN_PASSWORD
check_owner
find_jdk
umask 077
mkdir -p "$ROLLCALL_DATA" 2>/dev/null || fail "cannot write into the data folder $ROLLCALL_DATA"
[[ -f $classes/org/rollcall/users/Users.class ]] || ensure_built "$root/target/build.log"
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx32m -cp "$classes" \
  org.rollcall.users.Users "$ROLLCALL_DATA/users.xml" "$@"
