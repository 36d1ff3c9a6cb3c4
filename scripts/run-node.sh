#!/bin/sh
# run-node.sh [FLAG...] FILE [ARGUMENT...]: runs a file of ours with the Node that the project brings, or with the
# machine's where that is as new (an image, for example). Says what to do where neither is there: before "npm ci", or
# after one that was broken off.
#
# No process dumps its memory, and no signal opens a debugger.
ulimit -c 0
root=$(dirname "$0")/..

refuse() {
  printf '%s\n' "$1" >&2
  exit 1
}

[ -e "$root/node_modules/.package-lock.json" ] ||
  refuse 'Genie Helper is not installed yet. Run "npm ci" in its folder first, then this again.'

for node in "$root/node_modules/node/bin/node" node; do
  if "$node" --disable-sigusr1 -e '' 2> /dev/null; then
    exec "$node" --disable-sigusr1 "$@"
  fi
done
refuse 'The Node that the project brings does not run here. Run "npm ci" again, without --ignore-scripts.'
