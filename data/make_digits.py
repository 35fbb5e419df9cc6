"""Writes digits.parquet from scikit-learn's copy of the UCI handwritten digits.

Byte for byte the same each time it is run with the same pyarrow.

python3 -m venv .lab/digits
.lab/digits/bin/pip install scikit-learn==1.9.1 pyarrow==26.0.1
.lab/digits/bin/python data/make_digits.py
"""

import hashlib
import os
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.datasets import load_digits

PIXELS = "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"
LABELS = "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0"


def checked(name: str, array, expected: str):
    found = hashlib.sha256(array.tobytes()).hexdigest()
    if found != expected:
        raise SystemExit(
            f"{name}: got SHA-256 {found}, expected {expected}: "
            "this scikit-learn ships other digits"
        )
    return array


def main() -> None:
    digits = load_digits()
    pixels = checked("pixels", digits.data.astype("uint8"), PIXELS)  # [1797, 64], 0 to 16
    labels = checked("labels", digits.target.astype("uint8"), LABELS)  # [1797], 0 to 9
    columns = {"label": pa.array(labels)} | {f"p{i:02d}": pa.array(pixels[:, i]) for i in range(64)}
    target = pathlib.Path(__file__).with_name("digits.parquet")
    temporary = target.with_suffix(".tmp")
    pq.write_table(pa.table(columns), temporary, compression="zstd")
    os.replace(temporary, target)
    print(f"{target.name}: {len(labels)} images, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
