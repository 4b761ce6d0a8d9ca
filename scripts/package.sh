#!/usr/bin/env bash
# Makes the package that a server is installed from: target/rollcall-VERSION.tar.gz, the same bytes each time.
#
#   scripts/package.sh [--no-build] [--into FOLDER] [--help]
#
#   --no-build      packs what target has, whatever it was made from; for tests
#   --into FOLDER   where it is put instead of target
#
# It holds one folder with the application, Tomcat, the scripts, the clients and the documents, and needs a JRE 17 or newer.
# Beside it are put rollcall.cdx.json, which lists its parts (CycloneDX), and SHA256SUMS.
set -euo pipefail
# shellcheck source=scripts/shell.sh
source "$(dirname "${BASH_SOURCE[0]}")/shell.sh"

build=yes
into=''
while (($#)); do
  case $1 in
    -h | --help)
      print_help
      exit 0
      ;;
    --no-build) build=no ;;
    --into)
      [[ -n ${2:-} ]] || fail "--into needs a folder; see --help" 2
      case $2 in /*) into=$2 ;; *) into=$PWD/$2 ;; esac
      shift
      ;;
    *) fail "unknown option $1; see --help" 2 ;;
  esac
  shift
done
[[ $packaged == no ]] || fail "this is a package already; a package is made in a checkout"

# What is packed is for everybody to read.
umask 022
find_jdk
[[ $build == no ]] || ensure_built "$root/target/build.log"
parts=$made/rollcall.cdx.json
for file in "$war" "$made/rollcall-guard.jar" "$made/rollcall-client.jar" "$parts"; do
  [[ -f $file ]] || fail "there is no $file; build it: ./mvnw package -Dmaven.test.skip=true"
done
find_tomcat || fail "there is no Tomcat in $made; build it: ./mvnw package -Dmaven.test.skip=true"
version=$(project_version)
made_at=$(sed -n 's/^ *<project.build.outputTimestamp>\(.*\)<\/project.build.outputTimestamp>$/\1/p' "$root/pom.xml")
[[ -n $version && -n $made_at ]] || fail "pom.xml has no version or no outputTimestamp"

into=${into:-$made}
mkdir -p "$into" || fail "cannot make the folder $into"
into=$(cd "$into" && pwd -P)
name=rollcall-$version
stage=$(mktemp -d "$into/.package.XXXXXX")
trap 'rm -rf "$stage"' EXIT
folder=$stage/$name
mkdir -p "$folder/lib/rollcall" "$folder/scripts"

cp "$war" "$made"/rollcall-{guard,client}.jar "$folder/lib/"
# Unpacked from the WAR, not copied from the build's folder: an older build may have left something there.
(cd "$folder/lib/rollcall" && "$JAVA_HOME/bin/jar" -xf "$war")
cp -R "$tomcat" "$folder/lib/"
tomcat=$folder/lib/$(basename "$tomcat")
rm -rf "${tomcat:?}"/{logs,temp,webapps,work}
find "$tomcat" -name '*.bat' -delete
for script in "$root"/scripts/*.sh; do
  case ${script##*/} in
    bench*.sh | package.sh | screenshots.sh | verify.sh) ;; # they need a checkout
    *) cp "$script" "$folder/scripts/" ;;
  esac
done
cp -R "$root"/{tomcat-conf,clients,deploy,docs,LICENSE,CHANGELOG.md,README.md} "$folder/"
find "$folder" -name __pycache__ -prune -exec rm -rf {} +
cp "$parts" "$folder/"
printf '%s\n' "$version" >"$folder/VERSION"

# Nothing of who packed it, when and where; -n leaves out what gzip would add.
tar --create --directory "$stage" --format=gnu --sort=name --mtime="$made_at" --owner=0 --group=0 --numeric-owner \
  --mode='u=rwX,go=rX' "$name" | gzip -n >"$stage/packed"
mv "$stage/packed" "$into/$name.tar.gz"
[[ $into == "$made" ]] || cp "$war" "$made"/rollcall-{guard,client}.jar "$parts" "$into/"
(cd "$into" && sha256sum "$name.tar.gz" rollcall-client.jar rollcall-guard.jar rollcall.cdx.json rollcall.war >SHA256SUMS)
printf '%s\n' "$into/$name.tar.gz"
