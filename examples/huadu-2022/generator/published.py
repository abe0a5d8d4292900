"""The figures of the published 2022 report, as printed there, and which measure gives each."""
import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction as F

FIGURES = [  # printed, measure, scale of the printed unit, decimals
    ("38962.08", "全年预算数", 1, 2), ("37796.38", "全年执行数", 1, 2), ("97", "预算执行率", 100, 0), ("37194.86", "财政拨款执行数", 1, 2),
    ("601.52", "其他资金执行数", 1, 2), ("4848.09", "基本支出执行数", 1, 2), ("32948.28", "项目支出执行数", 1, 2), ("24", "一般公共预算一级项目数", 1, 0),
    ("64", "一般公共预算二级项目数", 1, 0), ("32323.14", "一般公共预算自评资金", 1, 2), ("100", "一般公共预算自评占比", 100, 0), ("1", "基金项目数", 1, 0),
    ("23.63", "基金自评资金", 1, 2), ("100", "基金自评占比", 100, 0), ("65", "自评项目数", 1, 0), ("98.89", "部门自评得分", 1, 2), ("16", "孵化器数", 1, 0),
    ("2", "省级孵化器数", 1, 0), ("2", "市级孵化器数", 1, 0), ("11", "众创空间数", 1, 0), ("1", "国家级众创空间数", 1, 0), ("1", "省级众创空间数", 1, 0),
    ("32.52", "孵化总面积", 1, 2), ("1031", "科小入库数", 1, 0), ("57.9", "科小增长率", 100, 1), ("349", "高企认定数", 1, 0), ("39", "高企增长率", 100, 0),
    ("881", "高企存量", 1, 0), ("800", "高企总量目标", 1, 0), ("9076", "走访家次", 1, 0), ("576", "问题解决数", 1, 0), ("272", "梯队库企业数", 1, 0),
    ("274", "小升规库企业数", 1, 0), ("2", "重点小巨人新增数", 1, 0), ("2", "小巨人新增数", 1, 0), ("3", "省级企业技术中心新增数", 1, 0), ("11", "小巨人存量", 1, 0),
    ("30", "省级专精特新存量", 1, 0), ("410", "创新型中小企业存量", 1, 0), ("1378", "基站年度新建数", 1, 0), ("5619", "基站累计数", 1, 0),
    ("62", "三线规划村数", 1, 0), ("58", "重点地块数", 1, 0), ("120", "整治完成面积", 1, 0), ("100", "整治完成率", 100, 0), ("505", "联合检查人次", 1, 0),
    ("30", "联合检查次数", 1, 0), ("90", "检查点位数", 1, 0), ("253", "充电桩投运数", 1, 0), ("169", "快充桩投运数", 1, 0), ("84", "慢充桩投运数", 1, 0),
    ("24", "投诉受理时限", 1, 0),
]


def printed(value, scale, places):
    exact = F(value) * scale
    return str((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def check(values):
    """Names every figure that does not come out as printed, and every claim of a first that does not hold."""
    wrong = []
    for text, measure, scale, places in FIGURES:
        got = printed(values[measure], scale, places) if measure in values else "没有"
        if got != text:
            wrong.append(f"{measure}：公开为 {text}，算得 {got}")
    if not values["高企上年存量"] <= 800 < values["高企存量"]:
        wrong.append(f"高企首次突破不成立：上年 {values['高企上年存量']}")
    for exact, measure in (("37796.377", "全年执行数"), ("37194.858", "财政拨款执行数"), ("601.519", "其他资金执行数"), ("32948.284", "项目支出执行数"),
                           ("4848.093", "基本支出执行数"), ("38962.08", "全年预算数")):
        if F(Decimal(exact)) != values[measure]:
            wrong.append(f"{measure}：应为 {exact}，算得 {float(values[measure])}")
    if values["增容补贴"] != values["基金自评资金"]:
        wrong.append("用电增容台账的补贴与基金项目支付不等")
    return wrong


SLOT = re.compile(r"\{([^{}:#]+?)(?: : ([^{}]*))?\}")
COUNTS = {  # which rows of a ledger a printed figure counts, where not every approved row is one
    "enterprises": lambda r: r["status"] == "在营", "sme": lambda r: r["announced"].year == 2022 and r["status"] == "入库",
    "hightech": lambda r: r["year"] == 2022, "carriers": lambda r: r["status"] == "运营" and r["kind"] != "加速器",
    "titles": lambda r: r["title"] == "创新型中小企业" and r["announced"].year == 2022, "nursery": lambda r: r["pool"] == "小升规工业" and not r["left"],
    "stations": lambda r: r["generation"] == "5G" and r["status"] == "开通", "villages": lambda r: r["status"] != "未规划", "plots": lambda r: r["key_plot"],
    "campaigns": lambda r: r["start"].year == 2022, "inspections": lambda r: r["date"].year == 2022,
    "chargers": lambda r: r["status"] == "投运" and r["opened"].year == 2022, "key_users": lambda r: r["class"] != "B类", "aid": lambda r: r["paid_on"].year == 2022,
}


def arrange(dossier):
    """Lets every ledger end with a row that counts: rows left out at the end are moved to its middle."""
    for name, rows in dossier.ledgers.items():
        counts = COUNTS.get(name, lambda r: True)
        tail = []
        while not (rows[-1]["state"] == "通过" and counts(rows[-1])):
            tail.insert(0, rows.pop())
        rows[len(rows) // 2:len(rows) // 2] = tail


def prose(values, here):
    """The figures the narrative prints, as a list of texts."""
    measures = {m["name"]: m for m in tomllib.loads((here / "measures.toml").read_text(encoding="utf-8"))["measure"]}
    out = []
    for path in sorted((here / "narrative").glob("*.md")):
        for name, words in SLOT.findall(path.read_text(encoding="utf-8")):
            if name not in values:  # text, such as a grade
                continue
            places = re.search(r"([0-9]+)位", words)
            places = int(places[1]) if places else measures[name].get("decimals", 0)
            scale = 100 if measures[name].get("unit") == "%" else 1
            out.append((name, printed(values[name], scale, places)))
    return out


def each_ledger_matters(dossier, compute, values, here):
    """Names every ledger whose last row could go without any figure of the prose changing."""
    known = {k: v for k, v in values.items()}
    for name, rows in dossier.ledgers.items():
        last = rows.pop()
        if prose({**known, **compute(dossier)}, here) == prose(known, here):
            yield f"删去台账 {name} 的最后一行，报告中没有一个数改变"
        rows.append(last)
