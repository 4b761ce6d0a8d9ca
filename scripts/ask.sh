# shellcheck shell=bash disable=SC2034,SC2154
# How scripts ask a server, and whom they believe; it is read by them after shell.sh, not run. (SC2034, SC2154: what one
# sets another one reads.)

# Sets where (the address, without a slash at its end) and its parts scheme, host, port and prefix: from the address $1,
# else from port $2 and the settings, which say whether HTTPS is spoken there. What is wrong ends the script with status $3,
# or 3.
find_server() {
  local address=$1
  if [[ -n $address ]]; then
    [[ $address =~ ^(https?)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:([0-9]{1,5}))?(/[A-Za-z0-9._~/-]*)?$ ]] ||
      fail "--url is not an address; good: https://school.example/monitor" "${3:-3}"
    scheme=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]} port=${BASH_REMATCH[4]} prefix=${BASH_REMATCH[5]}
    while [[ $prefix == */ ]]; do prefix=${prefix%/}; done
    if [[ -z $port ]]; then case $scheme in https) port=443 ;; *) port=80 ;; esac fi
    where=$scheme://$host${BASH_REMATCH[3]}$prefix
  else
    port=${2:-${ROLLCALL_PORT:-8888}}
    prefix='' scheme=http
    [[ -z ${ROLLCALL_TLS_CERTIFICATE:-}${ROLLCALL_TLS_KEYSTORE:-} ]] || scheme=https
    host=${ROLLCALL_ADDRESS:-127.0.0.1}
    case $host in 0.0.0.0) host=127.0.0.1 ;; ::) host='::1' ;; esac
    case $host in *:*) host=[$host] ;; esac
    where=$scheme://$host:$port
  fi
  check_port_number "$port" "${3:-3}"
}

# Sets user and password: of ROLLCALL_VIEWER_PASSWORD, or asked for at a terminal when a user was named with $1.
find_login() {
  password=${ROLLCALL_VIEWER_PASSWORD:-}
  if [[ -n $1 && -z $password && -t 0 ]]; then
    IFS= read -rs -p "Password of $1: " password
    printf '\n' >&2
  fi
  user=${1:-viewer}
  [[ $password != *[[:cntrl:]]* ]] || fail "the password has control characters" 3
}

# Prints the certificate that the settings name, the server's own without its chain; nothing when it cannot be read.
own_certificate() {
  if [[ -n ${ROLLCALL_TLS_CERTIFICATE:-} ]]; then
    sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p;/-END CERTIFICATE-/q' "$ROLLCALL_TLS_CERTIFICATE" 2>/dev/null || true
  elif [[ -n ${ROLLCALL_TLS_KEYSTORE:-} ]] && command -v openssl >/dev/null; then
    openssl pkcs12 -in "$ROLLCALL_TLS_KEYSTORE" -passin env:ROLLCALL_TLS_PASSWORD -nokeys -clcerts 2>/dev/null |
      sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p;/-END CERTIFICATE-/q' || true
  fi
}

# Sets own (a file with the configured certificate) and pin (the hash of its key), if there is one, and scratch for both.
find_pin() {
  [[ -z ${scratch:-} ]] || return 0
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  own='' pin=''
  own_certificate >"$scratch/own.pem"
  [[ -s $scratch/own.pem ]] || return 0
  own=$scratch/own.pem
  command -v openssl >/dev/null || return 0
  pin=$(openssl x509 -in "$own" -noout -pubkey 2>/dev/null | openssl pkey -pubin -outform der 2>/dev/null |
    openssl dgst -sha256 -binary | base64 -w 0) || pin=''
}

# Sets trust, curl's options for whom to believe: on this machine the configured certificate and no other, whatever name
# it has; for an address that was given what this machine trusts, and if that is not enough the configured one.
find_trust() {
  trust=()
  [[ $scheme == https ]] || return 0
  find_pin
  local pinned=()
  if [[ -n $pin ]]; then
    # Any chain and any name, but the key has to be this one: curl ends the connection before it sends anything else.
    pinned=(--insecure --pinnedpubkey "sha256//$pin")
  elif [[ -n $own ]]; then
    pinned=(--cacert "$own")
  fi
  if [[ -z $given_url ]]; then
    trust=("${pinned[@]}")
  elif ((${#pinned[@]})); then
    local status=0
    curl --silent --max-time 5 --output /dev/null "$where/healthz" || status=$?
    ((status != 60)) || trust=("${pinned[@]}")
  fi
}

# Prints the whole answer to path $1 as it comes, for $2 seconds at most; with the login if $3 is not empty. The password
# is never an argument.
ask() {
  local path=$1 most=$2 login=''
  [[ -z ${3:-} ]] || login="Authorization: Basic $(printf '%s:%s' "$user" "$password" | base64 -w 0)"
  if command -v curl >/dev/null; then
    local direct=()
    [[ -n $given_url ]] || direct=(--noproxy '*')
    exec curl --silent --show-error --include --no-buffer --http1.1 --max-time "$most" "${direct[@]}" "${trust[@]}" \
      --config - "$where$path" < <([[ -z $login ]] || printf 'header = "%s"\n' "$login")
  fi
  local request
  printf -v request 'GET %s HTTP/1.0\r\nHost: %s:%s\r\n%s\r\n' "$prefix$path" "$host" "$port" "${login:+$login$'\r\n'}"
  if [[ $scheme == http ]]; then
    exec 3<>"/dev/tcp/${host//[][]/}/$port"
    printf '%s' "$request" >&3
    exec timeout "$most" cat <&3
  fi
  command -v openssl >/dev/null || fail "HTTPS needs curl or openssl; install one: apt-get install curl" 3
  local believe=(-verify_hostname "${host//[][]/}")
  if [[ -z $given_url && -n $own ]]; then believe=(-no-CApath -CAfile "$own" -partial_chain); fi
  # Its input has to stay open, or it would leave before the answer has come.
  { printf '%s' "$request" && exec sleep "$most"; } | timeout "$most" openssl s_client -quiet -verify_quiet -verify_return_error \
    "${believe[@]}" -connect "$host:$port" -servername "${host//[][]/}"
}

# Asks for path $1, with the login if $2 is not empty; sets code (0 when nothing came), body, sent_at (the answer's Date)
# and trouble (why nothing came).
get() {
  local answer
  find_pin
  code=0 body='' sent_at='' trouble=''
  answer=$(ask "$1" 5 "${2:-}" 2>"$scratch/trouble" | tr -d '\0\r') || true
  if [[ ! $answer =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]]; then
    IFS= read -r trouble <"$scratch/trouble" || true
    # That nobody listens needs no words of curl's.
    [[ $trouble != 'curl: (7)'* && $trouble != *'Connection refused'* ]] || trouble=''
    return 0
  fi
  code=${BASH_REMATCH[1]}
  body=${answer#*$'\n\n'}
  [[ ! ${answer%%$'\n\n'*} =~ $'\n'[Dd]ate:\ ([^$'\n']*) ]] || sent_at=${BASH_REMATCH[1]}
}

# The text, number or truth named $2 in the JSON $1, the first one.
field() {
  if [[ $1 =~ \"$2\":\"(([^\"\\]|\\.)*)\" ]]; then
    unescaped "${BASH_REMATCH[1]}"
  elif [[ $1 =~ \"$2\":(-?[0-9.]+|true|false) ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
  fi
}

# $1 as a JSON string, or null when it is empty.
json_text() {
  [[ -n $1 ]] || {
    printf null
    return
  }
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//[[:cntrl:]]/ }"
}
