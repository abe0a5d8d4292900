"""Shared by all parts of the generator: chance, identifiers, money and writing.

Chance comes from an own small generator, so that every Python version writes the same bytes.
Money is whole 分 in integers; nothing here is ever a float.
"""
import csv
import io
import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SCHEMA = HERE.parent.parent / "schema" / "tables"
YEAR = 2022
TOWNS = ["新华街", "花城街", "秀全街", "新雅街", "梯面镇", "花山镇", "花东镇", "炭步镇", "赤坭镇", "狮岭镇"]
MASK = (1 << 64) - 1


class Chance:
    """splitmix64: the same row of numbers for the same name, everywhere and always."""

    def __init__(self, name):
        self.state = 0x48454E474A49
        for byte in name.encode():
            self.state = (self.state * 1099511628211 ^ byte) & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def between(self, low, high):
        """A whole number, both ends included."""
        return low + self.next() % (high - low + 1)

    def one(self, items):
        return items[self.next() % len(items)]

    def weighted(self, pairs):
        """One of [(item, weight)]."""
        at = self.next() % sum(weight for _, weight in pairs)
        for item, weight in pairs:
            if at < weight:
                return item
            at -= weight
        raise AssertionError("weights add up")

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.next() % (i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def day(self, first, last):
        return first + timedelta(days=self.between(0, (last - first).days))

    def workday(self, first, last):
        while True:
            day = self.day(first, last)
            if day.weekday() < 5:
                return day

    def moment(self, day):
        return datetime(day.year, day.month, day.day, self.between(8, 17), self.between(0, 59), self.between(0, 59))


def share(total, weights):
    """Splits a whole number by weights, exactly: largest remainders get the last units."""
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def wan(text):
    """万元 as text to 分."""
    whole, _, fraction = str(text).partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 1_000_000 + int((fraction + "000000")[:6]))


def as_wan(fen):
    """分 to 万元 as text, with two to six decimals as needed."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    text = f"{fen // 1_000_000}.{fen % 1_000_000:06d}".rstrip("0")
    head, tail = text.split(".")
    return f"{sign}{head}.{tail.ljust(2, '0')}"


def uscc(number):
    """A 统一社会信用代码 with right check digits in the range HJ, which no register has given out."""
    body = f"HJ{number:06d}"
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    check = 11 - sum(digits.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    code = "91440114" + body + {10: "X", 11: "0"}.get(check, str(check))
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    return code + letters[(31 - sum(letters.index(c) * w for c, w in zip(code, weights)) % 31) % 31]


def round2(x):
    """Half away from zero, two places; x is a fraction and never negative."""
    return Decimal(int(x * 100 + Fraction(1, 2))) / 100


def text_of(value):
    if value is None:
        return ""
    if value is True:
        return "是"
    if value is False:
        return "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "；".join(text_of(v) for v in value)
    return str(value)


class Definition:
    """A table or ledger definition, read from its TOML: the only source of headings."""

    def __init__(self, path):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        self.id, self.heading = data["id"], data["heading"]
        self.columns = {c["id"]: c for c in data["columns"]}

    def heading_of(self, column):
        c = self.columns[column]
        return c["heading"] + (f"（{c['unit']}）" if c["kind"] == "money" else "")

    def text(self, rows):
        """The CSV text: the columns that any row fills, in the order of the definition."""
        used = [c for c in self.columns if any(r.get(c) not in (None, "") for r in rows)]
        stray = {k for r in rows for k in r} - set(self.columns)
        assert not stray, f"{self.id}: no such column: {stray}"
        for r in rows:
            for c in used:
                self.check(c, r.get(c))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([self.heading_of(c) for c in used])
        for r in rows:
            writer.writerow([text_of(r.get(c)) for c in used])
        return out.getvalue()

    def check(self, column, value):
        c = self.columns[column]
        if value is None or value == "":
            assert not c.get("required"), f"{self.id}.{column} is required"
            return
        if c["kind"] == "enum" and "allowed" in c:
            assert value in c["allowed"], f"{self.id}.{column}: {value}"
        if c["kind"] == "multi_enum":
            assert all(v in c["allowed"] for v in value), f"{self.id}.{column}: {value}"


class Dossier:
    """Collects tables and ledgers and writes them at the end."""

    def __init__(self):
        self.tables, self.ledgers = {}, {}

    def add(self, table_id, /, **row):
        self.tables.setdefault(table_id, []).append(row)
        return row

    def log(self, ledger, /, **row):
        self.ledgers.setdefault(ledger, []).append(row)
        return row

    def files(self):
        """Every file with its bytes."""
        for name, rows in self.tables.items():
            yield HERE / "tables" / f"{name}.csv", Definition(SCHEMA / f"{name}.toml").text(rows).encode()
        for name, rows in self.ledgers.items():
            path = HERE / "ledgers" / f"{name}.toml"
            yield path.with_suffix(".csv"), Definition(path).text(rows).encode()

    def write(self):
        for path, data in self.files():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def stale(self):
        return [path.name for path, data in self.files() if not path.exists() or path.read_bytes() != data]
