"""Unpacks the members of a zip file whose names begin with one of the given prefixes.

Usage: extract_members.py ZIP FOLDER PREFIX...   (prints the percentage done, a line each)
"""

import shutil
import sys
import zipfile
from pathlib import Path

archive, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    members = [m for m in wheel.infolist() if m.filename.startswith(tuple(prefixes)) and not m.is_dir()]
    total = sum(m.file_size for m in members) or 1
    written = 0
    for member in members:
        target = Path(folder, member.filename)
        if not target.resolve().is_relative_to(Path(folder).resolve()):
            sys.exit(f"error: {member.filename} points outside the folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with wheel.open(member) as source, open(target, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        mode = (member.external_attr >> 16) & 0o777
        if mode & 0o111:
            target.chmod(0o755)
        written += member.file_size
        print(int(100 * written / total), flush=True)
