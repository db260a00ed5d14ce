#!/bin/sh
# Makes the base of one of the app's images from Debian packages, for machines that reach no image registry:
#   debian-base.sh FOLDER OUT.tar
# FOLDER holds debian-packages.txt and debian-check.sh. OUT.tar is the root file system, for `docker import` or POST /images/create?fromSrc=-.
# Says `step: …` whenever something new begins. Needs root and debootstrap.
set -eu

suite=forky

fail() {
  echo "error: $1" >&2
  exit "${2:-1}"
}

[ $# -eq 2 ] || fail "usage: debian-base.sh FOLDER OUT.tar" 2
folder=$(cd "$1" && pwd)
case $2 in
  /*) out=$2 ;;
  *) out=$PWD/$2 ;;
esac
[ "$(id -u)" = 0 ] || fail "this must run as root: it makes a root file system with its owners and modes" 3
command -v debootstrap >/dev/null || fail "debootstrap is not installed (apt-get install debootstrap)" 4

work=$(mktemp -d "${TMPDIR:-/tmp}/image-base.XXXXXX")
root=$work/root
finish() {
  rm -rf "$work"
  rm -f "$out.partial"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

packages=$(grep -v '^#' "$folder/debian-packages.txt" | tr '\n' ',' | sed 's/,$//')

echo "step: downloading Debian packages"
# An older debootstrap does not know the suite by name; `sid` is the script of every recent one. No mirror: the default.
# Its own lines (one a package) are turned into steps, so that a view has something to show.
{
  debootstrap --variant=minbase --include="$packages" "$suite" "$root" '' sid 2>&1 && echo 'I: finished' || echo 'E: failed'
} >"$work/log" &
builder=$!
tail -n +1 -f --pid=$builder "$work/log" 2>/dev/null | awk '
  /^I: Retrieving [a-z0-9]/ { if (++n % 10 == 0) { print "step: downloading Debian packages (" n ")"; fflush() } }
  /^I: (Extracting|Unpacking) [a-z0-9]/ { if (++x % 20 == 0) { print "step: unpacking packages (" x ")"; fflush() } }
  /^I: Configuring [a-z0-9]/ { if (++c % 10 == 0) { print "step: configuring packages (" c ")"; fflush() } }
'
wait $builder
if ! tail -n 1 "$work/log" | grep -q '^I: finished'; then
  tail -n 20 "$work/log" >&2
  [ ! -f "$root/debootstrap/debootstrap.log" ] || tail -n 20 "$root/debootstrap/debootstrap.log" >&2
  fail "debootstrap failed: is a Debian mirror within reach?" 5
fi

echo "step: trimming"
# git comes with the hub client for uploads and brings Perl along; a job has no use for either.
unused=$(chroot "$root" dpkg-query -W -f '${Package}\n' | grep -E '^(git|git-man|liberror-perl|perl|perl-modules-.*|libperl5.*)$' || true)
# shellcheck disable=SC2086
[ -z "$unused" ] || chroot "$root" dpkg --purge --force-depends $unused >"$work/log" 2>&1 || fail "$(tail -n 5 "$work/log")" 6
rm -rf "$root"/debootstrap "$root"/var/cache/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/tmp/* \
  "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/* \
  "$root"/usr/share/lintian/* "$root"/usr/share/gitweb
# What debootstrap copied from this machine.
: >"$root/etc/resolv.conf"
: >"$root/etc/hostname"

echo "step: checking"
chroot "$root" sh -e <"$folder/debian-check.sh" || fail "what was made does not work" 7

echo "step: packing"
mkdir -p "$(dirname "$out")"
tar -C "$root" --numeric-owner --one-file-system -cf "$out.partial" .
mv "$out.partial" "$out"
echo "step: done ($(($(stat -c %s "$out") / 1048576)) MiB)"
