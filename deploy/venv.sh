#!/bin/sh
# Makes a Python environment out of a lock file, or brings it up to date when that changed.
#   sh deploy/venv.sh .venv requirements.lock
set -eu
folder=$1
lock=$2

newest() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

count_packages() {
    grep -c '^[a-z].*==' "$lock"
}

left_over() { # what is installed and no longer in the lock
    "$folder/bin/python" -m pip list --format freeze --disable-pip-version-check | sed 's/==.*//' | tr 'A-Z_.' 'a-z--' |
        while read -r name; do
            case $name in pip | setuptools) continue ;; esac
            grep -q "^$name==" "$lock" || echo "$name"
        done
}

progress() { # what pip is at, on one line of a terminal; nothing in a log
    if [ ! -t 1 ]; then
        cat > /dev/null
        return
    fi
    total=$(count_packages)
    number=0
    while read -r line; do
        name=${line#Requirement already satisfied: }
        name=${name#Collecting }
        name=${name#Processing }
        name=${name#Ignoring } # not for this system
        name=${name%% *}
        case $line in
            *"(from -r "* | Ignoring*)
                number=$((number + 1))
                printf '\r\033[K  %d of %d: %s' "$number" "$total" "${name##*/}"
                ;;
            "Installing collected"*) printf '\r\033[K  unpacking them ...' ;;
        esac
    done
    printf '\r\033[K'
}

if cmp -s "$lock" "$folder/lock" && "$folder/bin/python" -c '' 2>/dev/null; then
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
echo "Installing $(count_packages) packages into $folder ..."
# A pipe does not tell that its first part failed: a file does.
failed=$folder/failed
{ PYTHONUNBUFFERED=1 "$folder/bin/python" -m pip install --progress-bar off --disable-pip-version-check \
    --require-hashes -r "$lock" 2> "$folder/pip.log" || : > "$failed"; } | progress
if [ -e "$failed" ]; then
    rm "$failed"
    cat "$folder/pip.log" >&2
    exit 1
fi
left=$(left_over)
if [ -n "$left" ]; then
    # shellcheck disable=SC2086 # names of packages, one word each
    "$folder/bin/python" -m pip uninstall --quiet --yes $left
fi
cp "$lock" "$folder/lock"
