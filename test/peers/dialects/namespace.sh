#!/bin/sh
# Runs a command in a network of its own: only loopback, with the addresses and names of the cases on it, so that every
# way a request can take ends at a recorder. Ends without a trace: namespaces go with their last process.
#   namespace.sh HOSTS-FILE COMMAND...
set -eu
hosts=$1
shift
mount --bind "$hosts" /etc/hosts
mount --bind "$(dirname "$0")/resolv.conf" /etc/resolv.conf
ip link set lo up
for address in 192.0.2.1/32 198.51.100.7/32 10.1.2.3/32; do ip address add "$address" dev lo; done
for address in 2001:db8::7/128 2001:db8::9/128; do ip -6 address add "$address" dev lo nodad; done
exec "$@"
