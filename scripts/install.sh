#!/usr/bin/env bash
# Installs Rollcall, or another version of it, as a service on Debian, Ubuntu or Raspberry Pi OS (64 bits).
#
#   scripts/install.sh [--root FOLDER] [--no-backup] [--help]
#
#   --root FOLDER   into the system in FOLDER (a chroot, an image), where nothing is started
#   --no-backup     no copy of the store before another version takes it
#
# From an unpacked package, or from a checkout, which makes the package first. As root. Doing it again changes nothing
# that is as it should be, and starts a server anew that runs with older settings or another program; settings, logins and data
# are kept.
#   /opt/rollcall/VERSION, /opt/rollcall/current   the program, and which version runs
#   /etc/rollcall/rollcall.env                     settings
#   /var/lib/rollcall                              data, of the user rollcall
#   /etc/systemd/system/rollcall.service           the service
# The passwords of the first logins are printed once.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

base=''
backup=yes
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --root)
      [[ -d ${2:-} ]] || fail "--root needs the folder of a system; see --help" 2
      base=$(cd "$2" && pwd -P)
      base=${base%/}
      shift
      ;;
    --no-backup) backup=no ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
  shift
done

((EUID == 0)) || fail "only root can install: sudo scripts/install.sh"
[[ -f $base/etc/passwd ]] || fail "$base is not a system: it has no /etc/passwd"
find_jdk
version=$(project_version)
[[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+~-]*$ ]] || fail "the version \"$version\" is not a name for a folder"
umask 022
# What is written is to be reachable from outside of whatever folder the caller stands in.
cd /

home=$base/opt/rollcall
target=$home/$version
data=$base/var/lib/rollcall
settings=$base/etc/rollcall/rollcall.env
unit=$base/etc/systemd/system/rollcall.service

# Puts the program into /opt under a name of its own, and gives it the version's by renaming. Whoever is killed between the
# two renames runs this again.
place() {
  local new=$home/.new-$version archive
  [[ $root != "$target" ]] || return 0
  mkdir -p "$home"
  rm -rf "$new"
  if [[ $packaged == yes ]]; then
    mkdir "$new"
    # What was tried out in the package stays there.
    (cd "$root" && tar --create --exclude=./data --exclude=./.env --mode='u=rwX,go=rX' .) | tar --extract --no-same-owner -C "$new"
  else
    archive=$("$root/scripts/package.sh")
    mkdir "$new"
    tar --extract --gzip --no-same-owner --strip-components=1 --file "$archive" -C "$new"
  fi
  ln -s /etc/rollcall/rollcall.env "$new/.env"
  chown -R root:root "$new"
  if [[ -d $target ]] && diff -rq --no-dereference "$new" "$target" >/dev/null 2>&1; then
    rm -rf "$new"
    return
  fi
  rm -rf "$home/.old-$version"
  [[ ! -d $target ]] || mv "$target" "$home/.old-$version"
  mv "$new" "$target"
  rm -rf "$home/.old-$version"
  changed=yes
}

# The ids of the user that the server runs as: uid:gid.
user() {
  awk -F: '$1 == "rollcall" { print $3 ":" $4 }' "$base/etc/passwd"
}

make_user() {
  local add=(useradd --system --user-group --no-create-home --home-dir /var/lib/rollcall --shell /usr/sbin/nologin)
  [[ -z $base ]] || add+=(--prefix "$base")
  [[ -n $(user) ]] || "${add[@]}" rollcall >/dev/null || fail "cannot make the user rollcall"
}

# As the user that the server runs as, with nothing of ours in the environment but what kept names: no secret is ever an
# argument. Whatever is done below the data folder is done so, for its user may have put a link there.
as_rollcall() (
  ids=$(user)
  while IFS= read -r name; do
    [[ " $kept " == *" $name "* ]] || export -n "${name?}"
  done < <(compgen -e)
  export PATH=/usr/bin:/bin
  exec setpriv --reuid="${ids%:*}" --regid="${ids#*:}" --clear-groups --no-new-privs --inh-caps=-all "$@"
)

make_folders() {
  local ids
  ids=$(user)
  install -d -m 700 -o "${ids%:*}" -g "${ids#*:}" "$data"
  install -d -m 755 "$base/etc/rollcall" "$base/etc/systemd/system"
  [[ -e $settings ]] || install "$target/deploy/systemd/rollcall.env" "$settings"
  # Passwords of keystores and of mail may stand in it.
  chown "0:${ids#*:}" "$settings"
  chmod 640 "$settings"
}

# Before anything is put anywhere: the unit lets the server write nowhere else.
check_data() {
  [[ -e $settings ]] || return 0
  local elsewhere
  elsewhere=$(setting ROLLCALL_DATA)
  [[ -z $elsewhere || ${elsewhere%/} == /var/lib/rollcall ]] ||
    fail "$settings says ROLLCALL_DATA=$elsewhere, but a service keeps its data in /var/lib/rollcall; mount that folder there"
}

# The value of $1 in the settings, as the server's script reads them; what root happens to have in its environment does not count.
setting() (
  unset "$1"
  read_env_file "$settings"
  printf '%s' "${!1:-}"
)

# A store that a newer version has changed is not read by an older one: the way back is a copy from before.
copy_store() {
  local old
  [[ $backup == yes && -L $home/current && -f $data/monitor.db ]] || return 0
  old=$(readlink -m "$home/current")
  [[ $old != "$target" ]] || return 0
  # A folder that was deleted by hand copies nothing; the new version's script can read an older store, and changes nothing of it.
  [[ -x $old/scripts/backup.sh ]] || old=$target
  kept='' as_rollcall mkdir -p -m 700 "$data/backups" || fail "cannot make $data/backups"
  kept='JAVA_HOME ROLLCALL_DATA' ROLLCALL_DATA=$data as_rollcall \
    "$old/scripts/backup.sh" "$data/backups/before_${version}_$(date +%Y%m%d_%H%M%S).db" ||
    fail "no copy of the store could be made; --no-backup goes on without one"
}

switch() {
  if [[ $(readlink "$home/current" 2>/dev/null) != "$version" ]]; then
    ln -sfn "$version" "$home/.current"
    mv -T "$home/.current" "$home/current"
    changed=yes
  fi
  if ! cmp -s "$target/deploy/systemd/rollcall.service" "$unit"; then
    install -m 644 "$target/deploy/systemd/rollcall.service" "$unit"
    changed=yes
  fi
}

first_logins() {
  [[ ! -e $data/users.xml ]] || return 0
  # Given passwords instead of random ones, as at a start by hand; under the umask that the server has.
  local kept='JAVA_HOME ROLLCALL_VIEWER_PASSWORD ROLLCALL_STATION_PASSWORD ROLLCALL_ADMIN_PASSWORD'
  (umask 077 && as_rollcall "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx32m -cp "$target/lib/rollcall/WEB-INF/classes" \
    org.rollcall.users.Users "$data/users.xml" first-start) || fail "cannot make the logins in $data/users.xml"
}

# Waits until the server answers, or the service is not running any more. Tomcat has the port before it answers; with a
# certificate it answers to this that it wants TLS.
await_start() {
  local host port scheme=http tries
  port=$(setting ROLLCALL_PORT)
  port=${port:-8888}
  host=$(setting ROLLCALL_ADDRESS)
  case $host in '' | 0.0.0.0 | ::) host=127.0.0.1 ;; esac
  [[ -z $(setting ROLLCALL_TLS_CERTIFICATE)$(setting ROLLCALL_TLS_KEYSTORE) ]] || scheme=https
  # A small machine that is busy with something else has taken more than a minute.
  for ((tries = 0; tries < 180; tries++)); do
    # A start that fails at once, for somebody else has the port, is to be seen as that.
    sleep 1
    systemctl is-active --quiet rollcall || fail "the service did not start; the reason: journalctl -u rollcall -n 20"
    if is_java && answers "$host" "$port"; then
      [[ $host != *:* ]] || host="[$host]"
      printf 'Rollcall %s runs: %s://%s:%s/dashboard\n' "$version" "$scheme" "$host" "$port"
      return
    fi
  done
  fail "the service runs but does not answer at $host:$port after three minutes; see journalctl -u rollcall -n 20"
}

# Whether the settings, the program or the unit were put there after the server had started: an earlier installation may
# have been broken off before its restart. In UTC, for the name of a zone may mean two.
outdated() {
  local since file
  since=$(TZ=UTC systemctl show --property=ExecMainStartTimestamp --value rollcall)
  [[ -n $since ]] || return 1
  since=$(date -d "$since" +%s)
  for file in "$settings" "$home/current" "$target" "$unit"; do
    (($(stat -c %Y "$file") < since)) || return 0
  done
  return 1
}

# Whether the service's main process is the server already. Before that it is the script, and whatever answers at the port
# is somebody else.
is_java() {
  local pid
  pid=$(systemctl show --property=MainPID --value rollcall)
  [[ $(cat "/proc/$pid/comm" 2>/dev/null) == java ]]
}

answers() {
  local answer
  answer=$( (
    exec 3<>"/dev/tcp/$1/$2" || exit
    printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
    timeout 5 head -c 5 <&3 | tr -d '\0'
  ) 2>/dev/null || true)
  [[ -n $answer ]]
}

changed=no
check_data
place
make_user
make_folders
copy_store
switch
first_logins
if [[ -n $base ]]; then
  wanted=$base/etc/systemd/system/multi-user.target.wants/rollcall.service
  mkdir -p "$(dirname "$wanted")"
  [[ -L $wanted ]] || ln -s /etc/systemd/system/rollcall.service "$wanted"
  note "Rollcall $version is in $base and starts with that system"
elif [[ -d /run/systemd/system ]]; then
  systemctl daemon-reload
  systemctl enable --quiet rollcall
  if [[ $changed == yes ]] || ! systemctl is-active --quiet rollcall || outdated; then
    systemctl reset-failed rollcall 2>/dev/null || true
    systemctl restart rollcall
  fi
  await_start
else
  note "systemd does not run here: everything is in its place, but nothing starts or restarts it. By hand:"
  note "  setpriv --reuid=rollcall --regid=rollcall --clear-groups /opt/rollcall/current/scripts/start_monitor.sh"
fi
