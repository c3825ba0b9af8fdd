#!/usr/bin/env bash
# The main job on real data: train, explain three cells of the review, screen a small space.
# usage: demo.sh FOLDER; each command is shown before it runs.
set -euo pipefail
out=$1
nacre="${BIN:-.venv/bin}/nacre"
here=$(dirname "$0")
mkdir -p "$out"

run() {
    printf '\n$ nacre'
    for word in "$@"; do
        case $word in *\ *) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    "$nacre" "$@"
}

run train --output "$out/train"
run explain '1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2' --output "$out/bare-control.html"
run explain '1 M NaClO4 in EC/PC + 50 mM SnCl2 | 0.5 mA/cm2, 1 mAh/cm2' --output "$out/in-situ-sei.html"
run explain '1 M NaPF6 in diglyme | coating: Na3Bi + PVDF | host: Cu | 1 mA/cm2, 1 mAh/cm2' --output "$out/coating.html"
run screen "$here/space.yaml" --output "$out/screen"

printf '\nwritten:\n'
find "$out" -type f -not -path "$out/home/*" | sort | sed 's/^/  /'
printf '\nOpen a report in a browser. The demo kept its model in %s; train your own with: %s train\n' "$out/home" "$nacre"
