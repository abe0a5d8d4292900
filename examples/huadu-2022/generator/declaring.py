"""What the department declares: a score for every item of its form, answers to checklists, versions of goals."""
from datetime import date
from decimal import Decimal
from fractions import Fraction as F

from .common import round2, wan

SYN = "合成"


def declare(d, measures, own_scores):
    """The declared score of every item of the department form, by the rules of the book, and the total."""
    def money(rows, column):
        return sum((F(wan(r[column])) for r in rows), F(0))

    t = d.tables
    bought = money(t["procurement"], "actual") / money(t["procurement"], "planned")
    done = F(sum(r["status"] == "已完成" for r in t["supervised_tasks"]), len(t["supervised_tasks"]))
    goals = [F(int(g["completion"][:-1]), 100) for g in t["goals"] if not g.get("project")]
    second = [p for p in t["projects"] if p["level"] == "二级"]
    on_time = F(sum(p["finished"] <= p["end"] for p in second), len(second))
    score = {code: Decimal(points) for code, points in FULL}
    score["2-1-1"] = round2(8 * measures["预算执行率"])
    score["2-1-3"] = round2(3 * bought)
    score["3-2-1"] = round2(4 * done)
    score["3-2-2"] = round2(4 * sum(goals) / len(goals))
    score["3-2-3"] = round2(4 * on_time)
    score["3-3-1"] = sum(own_scores)

    for n, (code, points) in enumerate(FULL, 1):
        cause, measure = LOST.get(code, (None, None))
        assert (score[code] < points) == bool(cause), (code, score[code])
        d.add("declarations", id=f"SB{n:02d}", object="DX00", code=code, declared=f"{score[code]:.2f}", cause=cause, measure=measure, data_source=SYN,
              evidence=PROOF[code])
    measures["部门自评得分"] = sum(F(s) for s in score.values())
    measures["高企总量目标"] = next(F(i["target"]) for i in t["indicators"] if i["id"] == "I04-02")
    measures["投诉受理时限"] = next(F(b["value"]) for b in t["base_figures"] if b["key"] == "信息化投诉受理时限")
    return score


FULL = [("1-1-1", 5), ("1-1-2", 5), ("1-2-1", 5), ("1-2-2", 5), ("2-1-1", 8), ("2-1-2", 4), ("2-1-3", 3), ("2-1-4", 5), ("2-1-5", 4), ("2-2-1", 2), ("2-2-2", 2),
        ("2-3-1", 2), ("2-3-2", 2), ("2-4-1", 1), ("2-5-1", 2), ("3-1-1", 6), ("3-2-1", 4), ("3-2-2", 4), ("3-2-3", 4), ("3-3-1", 20), ("3-4-1", 3), ("3-4-2", 4)]
LOST = {
    "2-1-1": ("部分项目按合同和验收进度付款，年末形成结转结余", "细化用款计划，按月跟踪支付进度"),
    "2-1-3": ("实际采购价格低于计划，形成采购节支", "提高采购计划编制的准确性"),
    "3-2-1": ("一项督办事项需跨年办理", "倒排工期，按月报送进展"),
    "3-2-2": ("利用外资、消费补贴和能耗三项目标略低于年初目标", "建立目标监控台账，按季会商"),
    "3-2-3": ("四个项目受到货、管线协调和资料补正影响顺延完成", "提前办理前期手续，在合同中约定工期责任"),
    "3-3-1": ("实际利用外资金额低于目标值", "跟踪增资项目到资"),
}
PROOF = {
    "1-1-1": "Z-YS-01", "1-1-2": "Z-YS-01", "1-2-1": "Z-BZ-01", "1-2-2": "Z-BZ-01", "2-1-1": "Z-ZF-01", "2-1-2": "Z-JS-01", "2-1-3": "Z-CG-01", "2-1-4": "Z-ZD-01",
    "2-1-5": "Z-GK-01", "2-2-1": "Z-JG-01", "2-2-2": "Z-JG-01", "2-3-1": "Z-ZC-01", "2-3-2": "Z-ZC-01", "2-4-1": "Z-RS-01", "2-5-1": "Z-ZD-01", "3-1-1": "Z-JS-01",
    "3-2-1": "Z-DB-01", "3-2-2": "Z-RW-01", "3-2-3": "Z-JG-01", "3-3-1": "Z-TZ-01", "3-4-1": "Z-XF-01", "3-4-2": "Z-MY-01",
}


ANSWERS = {  # item of the book: explanations, one for each condition; all are met
    "1-1-1": ["预算按部门职能和年度工作要点编制", "资金按年度重点任务分配到各类项目", "专项资金细化到二级项目，年中调剂仅六笔", "功能和经济科目与支出内容一致，调剂额占比低",
              "新增项目经事前评估，低效项目压减"],
    "1-1-2": ["按财政部门编制要求报送", "全部项目入库后安排预算", "三个新增项目均完成事前绩效评估"],
    "1-2-1": ["整体目标与“三定”职能逐项对应", "目标对应规划目标和年度任务", "目标分解到九项任务和各项目", "任务资金与项目预算对应"],
    "1-2-2": ["含经济、社会和生态效益指标", "指标均有指标值和计量单位", "以量化指标为主", "指标值写明来源依据"],
    "2-2-1": ["项目设立和调整均有批复", "采购、合同和验收资料齐全"],
    "2-2-2": ["按季监控支付和目标进展", "对项目单位开展检查并督促整改", "没有评价为差的专项资金"],
    "2-3-1": ["年末盘点账实相符", "年内没有违规处置，收入及时上缴"],
    "2-5-1": ["资金、财务和内控制度齐全", "制度执行有检查记录"],
    "3-4-1": ["公开热线、信箱和窗口受理意见"],
}


def answers(d):
    for code, reasons in ANSWERS.items():
        for at, reason in enumerate(reasons):
            d.add("checklist_answers", id=f"QD{code.replace('-', '')}{at + 1}", object="DX00", checklist=code, item="①②③④⑤"[at], answer="是", count=0,
                  explanation=reason, data_source=SYN, evidence=PROOF[code])


def versions(d, projects):
    """Approved versions of goals, the one adjustment of the year, and what came of last year's evaluation."""
    for goal in d.tables["goals"]:
        d.add("goal_versions", id=f"{goal['id']}-1", goal=goal["id"], version="批复", number=1, date=date(2022, 2, 18), document="合成财批〔2022〕18号",
              approver="区财政局", text=goal["text"], evidence="Z-MB-01")
    d.add("goal_versions", id="M48-2", goal="M48", version="调整", number=2, date=date(2022, 6, 24), document="合成财批〔2022〕46号", reason="上级交办增加一轮消费券发放",
          amount_change="200.66", approver="区财政局", text=projects[47].goal, evidence="Z-MB-01")
    for number, version, day, target, reason in ((1, "批复", date(2022, 2, 18), "520", None), (2, "调整", date(2022, 6, 24), "700", "随追加预算提高目标")):
        d.add("indicator_versions", id=f"I48-01-{number}", indicator="I48-01", version=version, number=number, date=day,
              document="合成财批〔2022〕18号" if number == 1 else "合成财批〔2022〕46号", reason=reason, amount_change=None if number == 1 else "200.66",
              approver="区财政局", name="消费券核销金额", kind="≥", target=target, unit="万元", points=str(projects[47].indicators[0].points), evidence="Z-MB-01")
    for n, (project, grade, decision, percent, before, after_) in enumerate((("P09", "良", "调减", "8%", "380.00", "350.00"), ("P18", "良", "调减", "10%", "110.00", "99.00"),
                                                                           ("P26", "优", "优先保障", None, "1980.00", "2110.00")), 1):
        d.add("result_use", id=f"YY{n}", project=project, year=2021, grade=grade, decision=decision, percent=percent, before=before, after=after_,
              decided_by="区财政局", document="合成财绩〔2021〕12号", date=date(2021, 12, 10), evidence="Z-YS-01")
    d.add("reviews", id="FH1", object="DX00", kind="部门初核", reviewer="财务科", declared="98.89", reviewed="98.89", basis="逐项核对佐证材料和计算过程", quality="优",
          opinion="通过", date=date(2023, 3, 20), evidence="Z-BZ-01")
    for n, (key, alias) in enumerate((("P04", "高企认定奖补"), ("P35", "5G站址协调补助"), ("P65", "城中村电力增容补贴")), 1):
        d.add("aliases", id=f"BM{n}", table="projects", key=key, alias=alias, origin="支付系统导出")
