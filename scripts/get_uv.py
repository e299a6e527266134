"""Puts uv, the tool that makes both Python environments, into a folder of the project, with nothing but a Python 3.

One pinned wheel of PyPI's for each kind of machine; its sha256 is checked before anything of it is unpacked. A uv
that is already on the PATH is used instead, see the Makefile.
"""

import hashlib
import io
import os
import platform
import stat
import sys
import urllib.error
import urllib.request
import zipfile

WHEELS = {
    ("Linux", "x86_64"): (
        "https://files.pythonhosted.org/packages/c5/32/52ee34636aea1ab3f8baeeae1c3599461b8cddfb379862cc72ac61b8d91c/uv-0.13.8-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984",
    ),
    ("Linux", "aarch64"): (
        "https://files.pythonhosted.org/packages/80/ce/f5eba24d8ec7fa566f9d50d1a69dbf9510137c30366b9f16dbeaf9b9dae4/uv-0.13.8-py3-none-manylinux_2_28_aarch64.whl",
        "5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203",
    ),
    ("Darwin", "x86_64"): (
        "https://files.pythonhosted.org/packages/be/7a/fd8a719c0198f8f8341847fc33b377f25ac79f7c4a56dbce5ceb086f239c/uv-0.13.8-py3-none-macosx_10_12_x86_64.whl",
        "b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1",
    ),
    ("Darwin", "arm64"): (
        "https://files.pythonhosted.org/packages/84/46/deb3a1eb3020575e41d1f9840c07185761d8d4c25cd6f58e813afb017476/uv-0.13.8-py3-none-macosx_11_0_arm64.whl",
        "62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49",
    ),
}


def main(target):
    """Write the program to `target`, or exit with a sentence that says what to do."""
    machine = (platform.system(), platform.machine())
    if machine not in WHEELS:
        sys.exit("No uv is pinned for {} {}. Install uv yourself: https://docs.astral.sh/uv/".format(*machine))
    address, sha256 = WHEELS[machine]
    try:
        with urllib.request.urlopen(address, timeout=180) as answer:
            packed = answer.read()
    except (urllib.error.URLError, OSError) as error:
        sys.exit("uv could not be fetched from PyPI ({}). Check the network, or install uv yourself.".format(error))
    if hashlib.sha256(packed).hexdigest() != sha256:
        sys.exit("What PyPI sent is not the pinned uv (its sha256 differs). Run make again.")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        member = next(entry for entry in archive.namelist() if entry.endswith("/scripts/uv"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as program:
            program.write(archive.read(member))
    os.chmod(target, stat.S_IRWXU)


if __name__ == "__main__":
    main(sys.argv[1])
