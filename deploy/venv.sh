#!/bin/sh
# Makes a Python environment, or brings it up to date when the pins changed.
#   sh deploy/venv.sh .venv requirements.txt
set -eu
folder=$1
pins=$2

newest() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

all_pins() { # a file of pins with those it includes
    cat "$1"
    sed -n 's/^-r *//p' "$1" | while read -r other; do cat "$(dirname "$1")/$other"; done
}

count_pins() {
    all_pins "$pins" | grep -c '=='
}

progress() { # the package that pip is at, on one line of a terminal; nothing in a log
    if [ ! -t 1 ]; then
        cat > /dev/null
        return
    fi
    number=0
    while read -r line; do
        case $line in
            Collecting*"(from -r "* | "Requirement already satisfied"*"(from -r "*)
                number=$((number + 1))
                name=${line#Collecting }
                name=${name#*: }
                printf '\r\033[K  %d of %d: %s' "$number" "$(count_pins)" "${name%% *}"
                ;;
            "Installing collected"*)
                printf '\r\033[K  unpacking them ...'
                ;;
        esac
    done
    printf '\r\033[K'
}

if all_pins "$pins" | cmp -s - "$folder/pins" && "$folder/bin/python" -c '' 2>/dev/null; then
    exit 0
fi
python=$(newest)
if [ -z "$python" ]; then
    echo "Plaza needs Python 3.11 or newer; $(python3 --version 2>&1 || echo 'no python3') is installed here." >&2
    exit 1
fi
if ! "$folder/bin/python" -c '' 2>/dev/null; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "This Python cannot make environments. Install the package python3-venv (or python$version-venv), as root:" >&2
        echo "    apt-get install python3-venv" >&2
        exit 1
    fi
    echo "Making $folder (once, about a minute) ..."
    "$python" -m venv --clear "$folder"
fi
echo "Installing $(count_pins) packages into $folder ..."
# What pip says goes through a pipe, whose end does not tell that pip failed.
failed=$folder/failed
{ PYTHONUNBUFFERED=1 "$folder/bin/python" -m pip install --progress-bar off --disable-pip-version-check -r "$pins" ||
    : > "$failed"; } | progress
if [ -e "$failed" ]; then
    rm "$failed"
    echo "The packages could not be installed; the reason stands above." >&2
    exit 1
fi
all_pins "$pins" > "$folder/pins"
