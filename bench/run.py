"""Runs bench/pages.py for each size on SQLite and PostgreSQL and writes docs/benchmarks.md.

python bench/run.py --sizes 1000,10000,100000 [--postgres postgres://postgres@127.0.0.1:5432/postgres]"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
NAME = "plaza_demo_bench"  # the demo refuses a name that does not say so


def one(size: int, database_url: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as folder:
        env = {**os.environ, "PLAZA_DEMO": "1", "PLAZA_DATA": folder}
        if database_url:
            env["DATABASE_URL"] = database_url
        done = subprocess.run(
            [sys.executable, "bench/pages.py", "--size", str(size), "--json"],
            cwd=ROOT,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
    return json.loads(done.stdout.strip().splitlines()[-1])


def on_postgres(size: int, server: str) -> dict:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(
            f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
    try:
        return one(size, server.rsplit("/", 1)[0] + f"/{NAME}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")


def table(results) -> str:
    heads = [f"{row['database']} {row['size']:,}" for row in results]
    lines = ["| Page | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for number, page in enumerate(results[0]["pages"]):
        cells = [
            f"{row['pages'][number]['statements']} st, {row['pages'][number]['median_ms']} ms "
            f"(worst {row['pages'][number]['worst_ms']})"
            for row in results
        ]
        lines.append(f"| {page['page']} | " + " | ".join(cells) + " |")
    fill = [f"{row['inserted']:,} in {row['insert_seconds']} s" for row in results]
    lines.append("| bulk insert of the copies | " + " | ".join(fill) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432/postgres")
    options = parser.parse_args()
    results = []
    for size in [int(part) for part in options.sizes.split(",")]:
        results += [one(size, ""), on_postgres(size, options.postgres)]
        print(json.dumps(results[-2:], ensure_ascii=False), flush=True)
    results.sort(key=lambda row: row["database"], reverse=True)
    text = f"""# Benchmarks

Made by `make bench` on {date.today().isoformat()}: {os.cpu_count()} cores, {platform.machine()},
Python {platform.python_version()}, one client in one process, each page {9} times after a warm-up; statements (st)
include session and person. Times move with the machine; statements and growth are the point.

{table(results)}
"""
    (ROOT / "docs" / "benchmarks.md").write_text(text)


if __name__ == "__main__":
    main()
