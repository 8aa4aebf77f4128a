#!/bin/sh
# Make what docker-compose.yml needs beside it: the secrets and the folder for backups. Leaves alone what is there.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets backups
for name in secret_key postgres_password metrics_token; do
    if [ ! -s "secrets/$name" ]; then
        # Letters and digits only: no program that reads it needs to know how to quote.
        (set +e; tr -dc 'A-Za-z0-9' </dev/urandom | head -c 64; echo) >"secrets/$name.new"
        [ "$(wc -c <"secrets/$name.new")" -eq 65 ]
        # The folder is closed to others; the users in the containers read the files through their mounts.
        chmod 444 "secrets/$name.new"
        mv -f "secrets/$name.new" "secrets/$name"
        echo "made secrets/$name"
    fi
done
if [ "$(id -u)" -eq 0 ]; then
    # Whoever called sudo may see which backups there are; the files themselves stay closed.
    chown "10001:${SUDO_GID:-10001}" backups
    chmod 750 backups
    echo "Ready: secrets/ and backups/ are there."
elif [ "$(stat -c %u backups)" -ne 10001 ]; then
    echo "Now give the folder for backups to the user of the containers: sudo chown 10001 backups"
fi
