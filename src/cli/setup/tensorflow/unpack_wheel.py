"""Takes the C library and the few headers of its C interface out of a TensorFlow wheel.

Usage: unpack_wheel.py WHEEL SHA256 FOLDER LIBRARY...
Writes FOLDER/LIBRARY..., FOLDER/include/ and FOLDER/sha256.json; a wheel with another checksum is
refused.
"""

import hashlib
import json
import pathlib
import shutil
import sys
import zipfile

# Everything that tfjs-node's two C++ files include, directly or not; the wheel holds 3,700 more.
HEADERS = (
    "tensorflow/c/",
    "tensorflow/core/platform/ctstring",
    "tsl/platform/ctstring",
    "xla/tsl/c/",
)
PIECE = 1 << 22


def checksum(file: pathlib.Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def main(wheel: str, expected: str, folder: str, *libraries: str) -> None:
    out = pathlib.Path(folder)
    got = checksum(pathlib.Path(wheel))
    if got != expected:
        sys.exit(f"error: {pathlib.Path(wheel).name} has checksum {got}, expected {expected}")
    include = "tensorflow/include/"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(tuple(include + part for part in HEADERS)) and name.endswith(".h"):
                to = out / "include" / name[len(include) :]
            elif name.startswith("tensorflow/") and name[len("tensorflow/") :] in libraries:
                to = out / name[len("tensorflow/") :]
            else:
                continue
            to.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, to.open("wb") as target:
                shutil.copyfileobj(source, target, PIECE)
    sums = {name: checksum(out / name) for name in libraries}
    (out / "sha256.json").write_text(json.dumps(sums, indent=1) + "\n")


main(*sys.argv[1:])
