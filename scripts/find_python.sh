#!/usr/bin/env bash
# Prints the path of a Python of the version asked for ("3.10"), or the version itself, for uv to find or fetch one.
# pyenv's shims stand on the PATH for versions that they then refuse to run, so each candidate is tried.
version=$1
for candidate in "$(command -v "python$version")" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python"$version"; do
    if [ -x "$candidate" ] && "$candidate" -c 'import sys' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
done
echo "$version"
