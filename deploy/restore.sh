#!/bin/sh
# Make this site what it was when a backup was made, with its secret key: sudo deploy/restore.sh FILE [--replace]
# [--end-sessions]. Where the backup is refused, the key is put back and the site runs on as it was.
set -eu
key=secrets/secret_key

stop_with() {
    echo "$1" >&2
    exit 1
}

put_key_back() {
    [ ! -e "$key.before" ] || mv -f "$key.before" "$key"
    rm -f "$key.restored"
}

[ "$(id -u)" -eq 0 ] || stop_with "Only root may read the secrets: sudo deploy/restore.sh FILE"
[ $# -ge 1 ] || stop_with "Which backup? sudo deploy/restore.sh backups/FILE"
[ -f "$1" ] || stop_with "There is no file $1. Nothing was changed."
file=$(realpath "$1")
shift
for word in "$@"; do
    case $word in
        --replace | --end-sessions) ;;
        *) stop_with "One backup, then --replace or --end-sessions: what is $word? Nothing was changed." ;;
    esac
done
cd "$(dirname "$0")/.."
umask 077
[ -s "$key" ] || stop_with "There is no $key: run sudo deploy/prepare.sh first. Nothing was changed."
trap put_key_back EXIT
trap 'exit 130' INT TERM
tar -xzOf "$file" secret_key >"$key.restored" 2>/dev/null ||
    stop_with "$file is no backup of Ascent, or is damaged. Nothing was changed."
chmod 444 "$key.restored"

# The containers see the folder backups/ alone, as a user who is not root.
name=$(basename "$file")
[ "$file" -ef "backups/$name" ] || cp "$file" "backups/$name"
chown 10001 "backups/$name"
chmod 600 "backups/$name"

docker compose build
docker compose stop web worker beat
# In place before the restore, which else says that the key does not fit.
cp -p "$key" "$key.before"
mv -f "$key.restored" "$key"
if docker compose run --rm tools restore "/backups/$name" "$@"; then
    rm -f "$key.before"
    docker compose up --detach --wait
    echo "The site is back."
else
    put_key_back
    docker compose up --detach --wait
    stop_with "Nothing was restored: the line above says why. The site runs on as it was."
fi
