#!/bin/sh
# Makes root file systems for the examples out of BusyBox: nothing is downloaded.
#
#   rootfs/busybox   belongs to whoever runs this
#   rootfs/mapped    the same for user namespaces: belongs to the user id 100000 (as root; else it is left out)
#
# Needs a BusyBox that is linked statically: apt-get install busybox-static
set -eu
cd "$(dirname "$0")"

busybox=$(command -v busybox) || {
  echo 'There is no busybox. Install it: sudo apt-get install -y busybox-static' >&2
  exit 1
}

make_root() {
  root=$1
  mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/proc" "$root/root" "$root/srv/www" "$root/sys" "$root/tmp" "$root/var"
  chmod 1777 "$root/tmp"
  cp "$busybox" "$root/bin/busybox"
  for name in $("$busybox" --list); do
    [ "$name" = busybox ] || ln -sf busybox "$root/bin/$name"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  echo '<h1>Hello from a container</h1>' >"$root/srv/www/index.html"
}

make_root rootfs/busybox
if [ "$(id -u)" = 0 ]; then
  make_root rootfs/mapped
  chown -hR 100000:100000 rootfs/mapped
fi
