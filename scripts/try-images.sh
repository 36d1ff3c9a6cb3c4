#!/usr/bin/env bash
# Builds the images of deploy/Dockerfile and runs them, where no registry of images can be reached: on a Debian made by debootstrap
# in place of the images "node" and "caddy", by buildah. As root; needs buildah, debootstrap and caddy of Debian, the network
# of npm and of Debian's packages, 8 GB of disk and ten minutes or so. It leaves the images in buildah's storage.
#
#     bash scripts/try-images.sh [folder for the work]
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d /var/tmp/genie-images.XXXXXX)}
node=$(node -p 'require("./package.json").dependencies.node')
version=$(node -p 'require("./package.json").version')
export STORAGE_DRIVER=${STORAGE_DRIVER:-overlay}
directus_port=18055 api_port=13001

step() { printf '\n== %s ==\n' "$1"; }

step "a base image: Debian 12, Node $node, npm 11.6.2"
base=$work/base
[ -d "$base/usr" ] || debootstrap --variant=minbase --include=ca-certificates,python3,make,g++ bookworm "$base" http://deb.debian.org/debian
install -m 0755 node_modules/node/bin/node "$base/usr/local/bin/node"
mkdir -p "$base/usr/local/lib/node_modules/npm" "$base/usr/local/etc"
npm pack --silent --pack-destination "$work" npm@11.6.2
tar -xzf "$work/npm-11.6.2.tgz" -C "$base/usr/local/lib/node_modules/npm" --strip-components=1
chmod +x "$base"/usr/local/lib/node_modules/npm/bin/*.js
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
# The machine's own certificates and headers, where it has some: what is fetched may come through a proxy.
cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/ca-certificates.crt"
echo 'cafile=/etc/ssl/certs/ca-certificates.crt' > "$base/usr/local/etc/npmrc"
if [ -d /usr/include/node ]; then
  cp -r /usr/include/node "$base/usr/include/"
  echo 'nodedir=/usr' >> "$base/usr/local/etc/npmrc"
fi
grep -q '^node:' "$base/etc/passwd" || chroot "$base" useradd --uid 1000 --create-home node
tar -C "$base" -cf "$work/base.tar" .
printf 'FROM scratch\nADD base.tar /\nENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt\n' > "$work/Dockerfile"
buildah bud --isolation chroot -f "$work/Dockerfile" -t "docker.io/library/node:$node-bookworm" "$work"
buildah tag "docker.io/library/node:$node-bookworm" "docker.io/library/node:$node-bookworm-slim"

caddy_image=$(sed -n 's/^FROM \(caddy:.*\) AS proxy$/\1/p' deploy/Dockerfile)
mkdir -p "$work/caddy"
cp "$(command -v caddy)" "$work/caddy/caddy"
printf 'FROM docker.io/library/node:%s-bookworm-slim\nCOPY caddy /usr/bin/caddy\nRUN mkdir -p /data /config\n' "$node" > "$work/caddy/Dockerfile"
buildah bud --isolation chroot --pull-never -f "$work/caddy/Dockerfile" -t "docker.io/library/$caddy_image" "$work/caddy"

for target in api directus proxy; do
  step "the image $target"
  # npm opens many files at once; buildah's own limit is 1,024.
  buildah bud --isolation chroot --pull-never --layers --ulimit "nofile=$(ulimit -Hn):$(ulimit -Hn)" \
    --ignorefile deploy/Dockerfile.dockerignore -f deploy/Dockerfile --target "$target" -t "genie-helper-$target:$version" .
done

step 'they run, as user 1000 on a read-only root'
mkdir -p "$work/data" "$work/secrets"
node deploy/make-secrets.ts "$work/secrets" owner@example.com > /dev/null
# SQLite and no Redis here.
sed -i '/^REDIS_URL=/d; /^DB_PASSWORD=/d' "$work"/secrets/*.env
chown -R 1000:1000 "$work/data" "$work/secrets"
cat > "$work/run.sh" << 'RUN'
image=$1 work=$2; shift 2
mount --bind "$image" "$image"
mount -t proc proc "$image/proc"; mount --rbind /dev "$image/dev"
mkdir -p "$image/run/genie"; mount --bind "$work/secrets" "$image/run/genie"
[ ! -d "$image/var/lib/genie-helper/data" ] || mount --bind "$work/data" "$image/var/lib/genie-helper/data"
mount -o remount,ro,bind "$image"
mount -t tmpfs -o mode=1777 none "$image/tmp"
exec chroot "$image" setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  sh -c 'cd /app && exec "$@"' sh "$@"
RUN
started=() containers=()
finish() {
  for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done
  for container in "${containers[@]}"; do buildah rm "$container" > /dev/null; done
}
trap finish EXIT
# Sets `image` to the folder of an image's files.
open() {
  local container
  container=$(buildah from --pull-never "genie-helper-$1:$version")
  containers+=("$container")
  image=$(buildah mount "$container")
}
enter=(unshare --mount --ipc sh -eu "$work/run.sh")
export HOME=/home/node NODE_ENV=production DIRECTUS_URL=http://127.0.0.1:$directus_port
answers() { for _ in $(seq 120); do curl -sf "$1" > /dev/null && return; sleep 1; done; echo "no answer: $1"; return 1; }

open directus
genie=(node --disable-sigusr1 --env-file=/run/genie/directus.env)
place=(--dir /var/lib/genie-helper --port "$directus_port")
"${enter[@]}" "$image" "$work" "${genie[@]}" --env-file=/run/genie/admin.env apps/cli/src/main.ts directus migrate "${place[@]}"
"${enter[@]}" "$image" "$work" "${genie[@]}" apps/cli/src/main.ts directus start "${place[@]}" > "$work/directus.log" 2>&1 &
started+=($!)
answers "$DIRECTUS_URL/server/ping"
open api
SERVER_PORT=$api_port "${enter[@]}" "$image" "$work" node --disable-sigusr1 --env-file=/run/genie/api.env apps/api/src/main.ts \
  > "$work/api.log" 2>&1 &
started+=($!)
answers "http://127.0.0.1:$api_port/readyz"
for path in healthz readyz; do curl -s -w ' %{http_code}\n' "http://127.0.0.1:$api_port/$path"; done
curl -s -H 'accept: text/html' "http://127.0.0.1:$api_port/" | grep -o '<div id="root"'
container=$(buildah from --pull-never "genie-helper-proxy:$version")
containers+=("$container")
buildah run --isolation chroot --env GENIE_SITE=:8080 --env HOME=/tmp "$container" -- \
  caddy validate --config /etc/caddy/Caddyfile --adapter caddyfile 2>&1 | tail -n 1
for pid in "${started[@]}"; do
  kill "$pid"
  wait "$pid"
  echo "ended with $?"
done
