#!/bin/sh
# Makes .venv and installs a lock file and the project in it: sh scripts/venv.sh [LOCKFILE]
# Plain sh: it runs before anything of ours is installed, on Debian's dash and macOS' old bash alike.
set -eu

VENV=.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

stop() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

has_venv_module() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# A folder left half made by an interruption, or whose Python has been upgraded away, is made anew.
venv_works() {
    is_new_enough $VENV/bin/python && $VENV/bin/python -m pip --version >/dev/null 2>&1
}

make_venv() {
    python=$(find_python) || stop \
        "Det behövs Python 3.11 eller nyare, och här finns: $(python3 --version 2>/dev/null || echo 'ingen Python')." \
        'Debian och Ubuntu:  sudo apt install python3 python3-venv' \
        'macOS:              brew install python@3.13   (eller hämta Python från python.org)' \
        'Finns den på annan plats:  make demo PYTHON=/sökväg/till/python3'
    has_venv_module "$python" || stop \
        "Python finns ($python), men delen som gör egna miljöer (venv) saknas." \
        'Debian och Ubuntu:  sudo apt install python3-venv' \
        'Kör sedan samma kommando igen.'
    "$python" -m venv --clear $VENV
}

venv_works || make_venv
[ $# -gt 0 ] || exit 0

echo 'Hämtar det som behövs till .venv (en minut eller två, bara första gången) …' >&2
$VENV/bin/python -m pip install -qq --no-deps --require-hashes -r "$1" &&
    $VENV/bin/python -m pip install -qq --no-deps --no-build-isolation --editable . || stop \
    'Installationen blev inte klar; raderna ovan säger vad som hände.' \
    'Vanligast är att nätet är borta en stund. Kör samma kommando igen: det som redan är hämtat finns kvar.'
