#!/bin/sh
# Becomes dockerd inside a root file system, in the namespaces that the caller made with
# `unshare --mount --net --pid --fork --propagation private`:
#   enter.sh ROOT RUN DATA
# RUN is where the socket appears on this machine, DATA holds the engine's images and containers.
set -eu
root=$1
run=$2
data=$3

# dockerd moves mounts below its own root, which must therefore be a mount point of its own: a plain chroot does not do.
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root/run/engine" "$root/var/lib/docker"
mount --bind "$run" "$root/run/engine"
mount --bind "$data" "$root/var/lib/docker"

cd "$root"
pivot_root . .
umount -l .
# The network namespace is new: without loopback nothing in it can talk to itself.
# Servers of tests may bind any address of the documentation range 203.0.113.0/24, and containers reach them and resolve
# names at the bridge: e2e/harness/world serves both. There is still no way out.
# tini reaps what containers leave; when dockerd ends, it ends, and the kernel ends the rest of the namespace.
exec chroot . /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -ec '
  ip link set lo up
  ip route add local 203.0.113.0/24 dev lo
  exec tini -- dockerd --host unix:///run/engine/docker.sock --exec-root /run/docker --pidfile /run/docker.pid \
    --bip 172.17.0.1/16 --dns 172.17.0.1
'
