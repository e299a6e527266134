#!/usr/bin/env bash
# Makes one Python environment from its lock: sync.sh UV PROJECT_FOLDER ENVIRONMENT PYTHON FREE_MB_NEEDED
# uv's own messages follow ours, so that nothing is hidden; ours says what to do.
set -euo pipefail
uv=$1 project=$2 environment=$3 python=$4 needed_mb=$5
free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
if [ "$free_mb" -lt "$needed_mb" ]; then
    echo "Only $free_mb MB are free here; setting up needs $needed_mb MB. Free some space and run make again." >&2
    exit 1
fi
quiet=--quiet
if [ -t 2 ]; then quiet=; fi # at a terminal uv shows how far it is
if ! UV_PROJECT_ENVIRONMENT="$PWD/$environment" "$uv" sync --frozen $quiet --project "$project" --python "$python"; then
    echo "The environment $environment could not be made with Python $python. If that Python is missing and cannot be" \
        "fetched here, install it (for example: pyenv install $python) and run make again." >&2
    exit 1
fi
touch "$environment/.ready"
