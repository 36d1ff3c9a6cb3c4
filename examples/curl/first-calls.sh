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
# call …: curl. Prints the answer; where it is an error, says on stderr what the API said, and fails.
call() {
  if answer=$(curl -sS --fail-with-body "$@"); then printf '%s' "$answer"; return; fi
  printf '%s\n' "$answer" >&2
  return 1
}
# send URL: posts the JSON on stdin.
send() { call -H 'Content-Type: application/json' --data-binary @- "$1"; }
# as_user …: the same with the access token.
as_user() { printf 'header = "Authorization: Bearer %s"\n' "$access" | call -K - "$@"; }

printf '{"email":"%s","password":"%s"}' "$email" "$password" | send "$API/api/register" > /dev/null
echo "registered $email"

login=$(printf '{"email":"%s","password":"%s"}' "$email" "$password" | send "$DIRECTUS/auth/login")
access=$(printf '%s' "$login" | field access_token)
refresh=$(printf '%s' "$login" | field refresh_token)
echo 'logged in'

caption=$(as_user -H 'Content-Type: application/json' \
  -d '{"platform": "x", "topic": "new photo set"}' "$API/api/captions/generate")
echo "caption: $(printf '%s' "$caption" | field caption)"

printf '{"refresh_token":"%s"}' "$refresh" | send "$DIRECTUS/auth/logout"
echo 'logged out'

# The token would have lived for some 15 minutes more.
status=$(printf 'header = "Authorization: Bearer %s"\n' "$access" \
  | curl -sS -K - -o /dev/null -w '%{http_code}' "$API/api/me")
[ "$status" = 401 ] || { echo "the token still opens something: $status" >&2; exit 1; }
echo 'refused: 401'
