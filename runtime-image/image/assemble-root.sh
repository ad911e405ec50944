#!/bin/sh
# Puts the smallest root that runs the gateway and a shell into /lean: files of Debian packages, and Node.
# Runs as root in a throw-away stage, on Debian bookworm with Node on the PATH.
set -eu

# programs, what they are linked with, and what both look up
packages='base-files bash coreutils dash debianutils findutils grep gzip mawk sed tar tini
  libacl1 libattr1 libc-bin libc6 libgcc-s1 libgmp10 libpcre2-8-0 libselinux1 libstdc++6 libtinfo6
  ca-certificates gcc-12-base tzdata'
unneeded='^/usr/share/(bash-completion|bug|ca-certificates|gcc|gdb|info|lintian|locale|man|menu|zoneinfo/(posix|right))/'
unneeded="$unneeded|^/usr/share/doc/.*/(changelog|CHANGES|sedfaq|NEWS|README|TODO|AUTHORS|THANKS|FAQ|INTRO|RBASH|examples)|^/usr/share/doc-base/"
unneeded="$unneeded|/gconv/|^/etc/(cron|dpkg|logrotate|rmt|update-motd|ca-certificates)|^/usr/sbin/(update-ca|iconvconfig|tzconfig)|/audit/|tini-static|/zoneinfo/localtime|^/var/lock"

export DEBIAN_FRONTEND=noninteractive
apt-get -o Acquire::Retries=3 update -qq
apt-get upgrade -y -qq >/dev/null
apt-get -o Acquire::Retries=3 install -y -qq --no-install-recommends binutils ca-certificates mawk tini tzdata >/dev/null

mkdir -p /lean/usr/bin /lean/usr/sbin /lean/usr/lib /lean/usr/lib64 /lean/usr/local/bin /lean/var/lib/dpkg/status.d
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "/lean/$dir"; done

# shellcheck disable=SC2086 # a list
dpkg-query -L $packages | sed -E 's#^/(bin|sbin|lib|lib64)/#/usr/\1/#' | grep -Ev "$unneeded" | sort -u |
  while read -r file; do
    if [ -L "$file" ] || [ -f "$file" ]; then echo "${file#/}"; fi
  done >/tmp/files
tar -C / -c --no-recursion -T /tmp/files | tar -C /lean -x --keep-directory-symlink
# names of versions for whoever looks for known faults in images; there is no package manager
for package in $packages; do dpkg-query -s "$package" >"/lean/var/lib/dpkg/status.d/$package"; done

# what installation scripts would make
ln -sf bash /lean/usr/bin/rbash
ln -sf mawk /lean/usr/bin/awk
ln -sf which.debianutils /lean/usr/bin/which
ln -sf dash /lean/usr/bin/sh
mkdir -p /lean/etc/ssl/certs
# the public authorities and nobody else's, whatever the base trusts
cat /usr/share/ca-certificates/mozilla/*.crt >/lean/etc/ssl/certs/ca-certificates.crt
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >/lean/etc/nsswitch.conf
cat >/lean/etc/passwd <<'PASSWD'
root:x:0:0:root:/:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
rockpool:x:10001:10001:rockpool:/data:/bin/bash
PASSWD
printf 'root:x:0:\nnogroup:x:65534:\nrockpool:x:10001:\n' >/lean/etc/group

node=$(readlink -f "$(command -v node)")
strip -o /lean/usr/local/bin/node "$node"
mkdir -p /lean/usr/share/doc/node
license=$(find "$(dirname "$node")/.." /usr/local -maxdepth 1 -name LICENSE | head -n 1)
[ -z "$license" ] || cp "$license" /lean/usr/share/doc/node/copyright

mkdir -p /lean/proc /lean/sys /lean/dev /lean/run /lean/tmp /lean/var/tmp /lean/root /lean/data
ldconfig -r /lean
rm -rf /lean/var/cache /lean/etc/ld.so.cache~
chown -R 0:0 /lean
chown 10001:10001 /lean/data
chmod 0700 /lean/data /lean/root
chmod 1777 /lean/tmp /lean/var/tmp
# executable but not readable: the kernel then lets nobody of the same user look into their processes
chmod 0711 /lean/usr/local/bin/node /lean/usr/bin/tini
