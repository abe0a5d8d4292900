"""Reads the hand-written projects, goals and indicators (projects-1.txt, projects-2.txt)."""
import re
from datetime import date
from decimal import Decimal

from .common import HERE

LEVEL2 = {
    "数": ("产出指标", "数量指标"), "质": ("产出指标", "质量指标"), "时": ("产出指标", "时效指标"),
    "本": ("产出指标", "成本指标"), "经": ("效益指标", "经济效益指标"), "社": ("效益指标", "社会效益指标"),
    "生": ("效益指标", "生态效益指标"), "续": ("效益指标", "可持续影响指标"),
    "满": ("满意度指标", "服务对象满意度指标"),
}
POINTS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
BASIS = {"计": "计划标准", "行": "行业标准", "史": "历史标准", "预": "预算支出标准"}
OVER = ("目标设定偏低", "政策变化", "服务需求增加", "工作成效", "口径变化")


class Indicator:
    def __init__(self, line):
        fields = line.split("|")
        kind, self.name, target, self.actual, basis, self.evidence = fields[:6]
        note = fields[6] if len(fields) > 6 else ""
        self.level1, self.level2 = LEVEL2[kind]
        self.basis = BASIS[basis]
        self.cause = self.over_cause = self.over_note = self.text = None
        if note.startswith("超："):
            self.over_cause, _, self.over_note = note[2:].partition(" ")
            assert self.over_cause in OVER, line
        elif note:
            self.cause = note
        if target.startswith("定性:"):
            self.kind, self.target, self.unit, self.text = "定性", None, None, target[3:]
        else:
            m = re.fullmatch(r"([≥=≤])([0-9.]+)(.+)", target)
            assert m, line
            self.kind, self.target, self.unit = m[1], Decimal(m[2]), m[3]
        self.survey = None
        if m := re.fullmatch(r"([0-9]+)/([0-9]+)", self.actual):
            self.survey = (int(m[1]), int(m[2]))

    @property
    def measure(self):
        return self.actual[1:] if self.actual.startswith("@") else None


class Project:
    def __init__(self, parent, line):
        self.parent = parent
        (number, self.name, self.section, category, self.function, codes, about, rate, end, done) = line.split("|")
        self.number = int(number)
        self.id = f"P{self.number:02d}"
        self.category = {"运转类": "其他运转类"}.get(category, category)
        self.codes = [(c.split("=")[0], int(c.split("=")[1])) for c in codes.split(",")]
        self.about, self.rate = Decimal(about), Decimal(rate)
        self.end, self.done = date.fromisoformat(end), date.fromisoformat(done)
        self.goal = self.result = None
        self.indicators = []

    @property
    def fund(self):
        return self.number == 65

    @property
    def fund_type(self):
        return "政府性基金预算" if self.fund else "一般公共预算"


def set_points(project):
    """Gives each indicator its points: whole numbers, the first of a block the heaviest, blocks 50, 30, 10."""
    for level1, points in POINTS.items():
        block = [i for i in project.indicators if i.level1 == level1]
        assert block, f"{project.id} has no {level1}"
        each, rest = divmod(points, len(block))
        for at, indicator in enumerate(block):
            indicator.points = each + (1 if at < rest else 0)
        if len(block) >= 3:
            block[0].points += 2
            block[-1].points -= 2


def read():
    projects, parents = [], []
    for name in ("projects-1.txt", "projects-2.txt"):
        for line in (HERE / "generator" / name).read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("== "):
                parents.append(line[3:])
            elif line.startswith("-- "):
                projects.append(Project(len(parents), line[3:]))
            elif line.startswith("目标|"):
                projects[-1].goal = line[3:]
            elif line.startswith("完成|"):
                projects[-1].result = line[3:]
            else:
                projects[-1].indicators.append(Indicator(line))
    for project in projects:
        set_points(project)
        assert project.goal and project.result, project.id
    assert [p.number for p in projects] == list(range(1, 66)) and len(parents) == 25
    return parents, projects
