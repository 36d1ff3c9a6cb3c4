#!/bin/sh
# A new account from its registration to its logout, with curl alone; node only reads fields out of JSON.
# Secrets go to curl over stdin: every user of a machine can read the arguments of its processes.
set -eu

API=${GENIE_API_URL:-http://127.0.0.1:3001}
DIRECTUS=${DIRECTUS_URL:-http://127.0.0.1:8055}
email=curl-$(date +%s)-$$@example.com
password=$(node -p 'crypto.randomUUID()')

# field NAME: a field of the JSON on stdin, "data" of Directus's answers left out.
field() { node -p "const a = JSON.parse(require('fs').readFileSync(0, 'utf8')); (a.data ?? a).$1"; }
# send URL: posts the JSON on stdin.
send() { curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary @- "$1"; }
# as_user …: curl with the access token.
as_user() { printf 'header = "Authorization: Bearer %s"\n' "$access" | curl -sS -K - "$@"; }

printf '{"email":"%s","password":"%s"}' "$email" "$password" | send "$API/api/register" > /dev/null
echo "registered $email"

login=$(printf '{"email":"%s","password":"%s"}' "$email" "$password" | send "$DIRECTUS/auth/login")
access=$(printf '%s' "$login" | field access_token)
refresh=$(printf '%s' "$login" | field refresh_token)
echo 'logged in'

caption=$(as_user --fail-with-body -H 'Content-Type: application/json' \
  -d '{"platform": "x", "topic": "new photo set"}' "$API/api/captions/generate")
echo "caption: $(printf '%s' "$caption" | field caption)"

printf '{"refresh_token":"%s"}' "$refresh" | send "$DIRECTUS/auth/logout"
echo 'logged out'

# The token would have lived for some 15 minutes more.
status=$(as_user -o /dev/null -w '%{http_code}' "$API/api/me")
[ "$status" = 401 ] || { echo "the token still opens something: $status" >&2; exit 1; }
echo 'refused: 401'
