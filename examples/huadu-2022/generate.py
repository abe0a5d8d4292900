#!/usr/bin/env python3
"""Writes tables/*.csv and ledgers/*.csv of this example, always the same bytes.

    python3 examples/huadu-2022/generate.py            writes and checks
    python3 examples/huadu-2022/generate.py --check    only says whether the files on disk are the ones it would write

The published figures are targets (generator/published.py); every row beneath them is synthetic. Python 3.11 or later,
standard library only. Ledger definitions, measures.toml, dossier.toml and the narrative are written by hand, not here.
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator import department, enterprises, fieldwork, measures, money, projects, published  # noqa: E402
from generator.common import HERE, Dossier  # noqa: E402


def build():
    dossier = Dossier()
    parents, all_projects = projects.read()
    made = department.frame(dossier, [p.section for p in all_projects])
    spent, sources = money.build(dossier, all_projects, department.unit_of)
    firms = enterprises.build(dossier, made[1]["visitors"])
    fieldwork.build(dossier, firms)
    published.arrange(dossier)
    values, totals, own = department.build(dossier, parents, all_projects, spent, sources, made, measures.compute)
    return dossier, values, totals, own


def main():
    dossier, values, totals, own = build()
    if "--check" in sys.argv:
        stale = dossier.stale()
        print("与生成结果不同的文件：" + "、".join(stale) if stale else "文件与生成结果一致。")
        return 1 if stale else 0
    dossier.write()
    wrong = published.check(values)
    wrong += published.each_ledger_matters(dossier, measures.compute, values, HERE)
    for line in wrong:
        print(line)
    print(f"已写入 {len(dossier.tables)} 张表、{len(dossier.ledgers)} 个台账；公开数据 {len(published.FIGURES)} 个，不符 {len(wrong)} 个。")
    print(f"项目自评得分 {min(totals)}—{max(totals)}，其中优 {sum(t >= 90 for t in totals)} 个；个性指标 {sum(own)} 分。")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
