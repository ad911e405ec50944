#!/bin/sh
# Adds the agent's tools to the base and takes away what only builds need. Runs as root in a throw-away stage; the result is laid
# over the lean image, which brings Node, tini and the program.
set -eu

tools='chromium-headless-shell ffmpeg fonts-wqy-microhei gh git curl python3 python3-venv'
tools="$tools bzip2 file jq less openssh-client procps unzip xz-utils zip"

export DEBIAN_FRONTEND=noninteractive
apt-get -o Acquire::Retries=3 update -qq
apt-get upgrade -y -qq >/dev/null
# shellcheck disable=SC2086 # a list
apt-get -o Acquire::Retries=3 install -y -qq --no-install-recommends ca-certificates $tools >/dev/null

# the public authorities and nobody else's, whatever the base trusts
rm -rf /usr/local/share/ca-certificates
update-ca-certificates --fresh >/dev/null

# Node and what came with it: the lean image has one that nobody can read
rm -rf /usr/local/bin/node /usr/local/bin/nodejs /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* \
  /usr/local/bin/docker-entrypoint.sh /usr/local/lib/node_modules /usr/local/include/node /usr/local/share/doc/node /opt/yarn*

# drivers of graphics cards, which a container has none of, and what they alone need; Chromium brings a renderer of its own
rm -rf /usr/lib/*/dri /usr/lib/*/mfx /usr/lib/*/libLLVM-*.so* /usr/lib/*/libz3.so* /usr/lib/chromium/libVkLayer_*

# names of versions for whoever looks for known faults in images; there is no package manager
mkdir -p /var/lib/dpkg/status.d
dpkg-query -W -f '${Package}\n' | while read -r package; do
  dpkg-query -s "$package" >"/var/lib/dpkg/status.d/$package"
done
dpkg-query -L apt dpkg | while read -r file; do
  if [ -f "$file" ]; then echo "$file"; fi
done >/tmp/files
xargs rm -f </tmp/files
find /var/lib/dpkg -mindepth 1 -maxdepth 1 ! -name status.d -exec rm -rf {} +
rm -rf /var/lib/apt /var/cache/* /var/log/* /etc/apt /root/.npmrc /root/.npm /root/.cache /tmp/* /var/tmp/*
find /usr/share/doc -type f ! -name copyright -delete
rm -rf /usr/share/man /usr/share/info /usr/share/locale /usr/share/lintian /usr/share/doc-base
find / -xdev -type f -perm /6000 -exec chmod a-s {} +

grep -q '^rockpool:' /etc/passwd || echo 'rockpool:x:10001:10001:rockpool:/data:/bin/bash' >>/etc/passwd
grep -q '^rockpool:' /etc/group || echo 'rockpool:x:10001:' >>/etc/group
