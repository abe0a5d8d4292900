"""Everything about the department itself: people, duties, tasks, base figures, surveys, evidence, problems."""
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction as F

from .common import Chance, as_wan, round2, share, wan
from .declaring import answers, declare, versions
from .texts import (DUTIES, GOALS, OBJECTIVES, OWN, PROBLEMS, SUPERVISED, TASKS, TASK_PROJECTS)

SYN = "合成"
DEPARTMENT = "广州市花都区科技工业商务和信息化局"
TIERS = {"达成": "达成年度指标", "部分": "部分达成年度指标并具有一定效果"}
UNITS = [("U1", "部门本级", "440114HJ001", None, "行政", "本级"), ("U2", "企业服务中心（合成）", "440114HJ002", "U1", "公益一类", "下属"),
         ("U3", "科技创新服务中心（合成）", "440114HJ003", "U1", "公益一类", "下属")]


def unit_of(project):
    return "U2" if project.number in (19, 20, 21, 24) else "U3" if project.number in (3, 5, 6, 18) else "U1"


def people(d, sections):
    """Fictional people: leaders, section heads, finance, and sixty enterprise officers. Returns ids by role."""
    chance = Chance("people")
    number, made = 0, {}

    def person(section, position, roles, unit="U1"):
        nonlocal number
        number += 1
        phone = "13900001234" if number == 1 else f"1390000{chance.between(0, 9999):04d}"
        return d.add("people", id=f"RY{number:03d}", name=f"合成人员{number:03d}", section=section, unit=unit, position=position, roles=roles,
                     phone=phone, valid_from=date(2018 + number % 4, 1 + number % 12, 1))["id"]

    made["leader"] = person(None, "局长", ["主要领导"])
    made["deputies"] = [person(None, "副局长", ["分管领导"]) for _ in range(4)]
    made["heads"] = {}
    for at, (key, name) in enumerate(sections.items()):
        made["heads"][key] = person(key, "科长", ["科室负责人"] + (["财务人员"] if name == "财务科" else []))
    made["officer"] = person("K20", "四级主任科员", ["绩效专员", "填报人"])
    made["finance"] = person("K20", "会计", ["财务人员"])
    made["visitors"] = [person("K07", "暖企专员", ["暖企专员"], "U2") for _ in range(60)]
    return made


def frame(d, names):
    """Units, sections, people, staffing and the department's own row."""
    order = ["科技规划科", "高新技术科", "创新平台科", "科技成果科", "科技金融科", "科技人才科", "企业服务科", "中小企业科", "工业发展科", "产业链科",
             "数字经济科", "信息基础科", "园区发展科", "商贸流通科", "外经贸科", "口岸科", "能源科", "协作帮扶科", "办公室", "财务科"]
    sections = {f"K{n:02d}": name for n, name in enumerate(order, 1)}
    assert set(names) <= set(order), set(names) - set(order)
    for key, name, code, parent, kind, level in UNITS:
        d.add("units", id=key, name=name, code=code, parent=parent, kind=kind, level=level)
    who = people(d, sections)
    for at, (key, name) in enumerate(sections.items()):
        d.add("sections", id=key, name=name, unit="U1", head=who["heads"][key], leader=who["deputies"][at % 4])
    for at, (kind, approved, filled, retired, unit) in enumerate((("行政", 78, 74, 61, "U1"), ("工勤", 6, 5, 4, "U1"), ("公益事业", 30, 29, 9, "U2"),
                                                                 ("公益事业", 18, 17, 5, "U3")), 1):
        d.add("staffing", id=f"BZ{at}", unit=unit, kind=kind, approved=approved, filled=filled, retired=retired, other=0, date=date(2022, 12, 31),
              document="合成编批〔2019〕21号", data_source=SYN, evidence="Z-RS-01")
    d.add("department", id="BM", name=DEPARTMENT, short_name="区科工商信局", code="440114HJ", division_code="440114", division_name="广州市花都区",
          level="县", superior="广州市花都区人民政府", finance_office="区财政局业务科室", bodies=20,
          overall_goal="聚集创新资源、服务企业发展、壮大优质企业、夯实信息基础、提升产业园区、稳外贸稳外资促消费、推进绿色低碳和深化对口帮扶，完成区委、区政府下达的年度重点工作任务。",
          overall_result="年度整体绩效目标总体完成：创新主体、企业服务、企业培育、信息基础设施、园区整治、促消费、绿色低碳和对口帮扶等任务达到或超过年初目标。",
          shortfall_reason="受防控要求和境外投资审批周期影响，利用外资、技术合同节点和部分线下活动未完全达到年初目标；个别督办事项跨年办理。",
          approved_on=date(2022, 2, 18), approval_number="合成财批〔2022〕18号", leader=who["leader"], finance_head=who["heads"]["K20"],
          contact=who["officer"], phone="13900001234", address="花都区（合成地址）", website="https://example.invalid/huadu", data_source=SYN, evidence="Z-YS-01")
    return sections, who


def why(d, projects, sections, spent, sources):
    by_name = {v: k for k, v in sections.items()}
    other = {}
    for row in d.tables["outturn_other"]:
        other[row["project"]] = other.get(row["project"], 0) + wan(row["amount"])
    other_budget = {}
    for row in d.tables["budget"]:
        if row["fund_type"] == "单位资金":
            other_budget[row["project"]] = other_budget.get(row["project"], 0) + wan(row["amount"])
    for n, (title, text, section) in enumerate(DUTIES, 1):
        d.add("duties", id=f"ZN{n:02d}", order=n, title=title, text=text, document="部门“三定”规定", section=by_name.get(section))
    for n, (plan, objective, first, last, base, target, unit) in enumerate(OBJECTIVES, 1):
        d.add("plan_objectives", id=f"GH{n}", plan=plan, objective=objective, period_from=first, period_to=last, baseline=base, target=target, unit=unit,
              document="合成规划文号〔2021〕6号", data_source=SYN, evidence="Z-GH-01")
    money = {p.id: (sum(s.values()), o) for p, s, o in zip(projects, sources, spent)}
    for n, (name, content, expected, result, section, objective, duties) in enumerate(TASKS, 1):
        mine = [p for p in projects if p.number in TASK_PROJECTS[n]]
        fiscal, plan_other = sum(money[p.id][0] for p in mine), sum(other_budget.get(p.id, 0) for p in mine)
        out, out_other = sum(money[p.id][1] for p in mine), sum(other.get(p.id, 0) for p in mine)
        d.add("tasks", id=f"R{n}", order=n, name=name, content=content, is_key=True, section=by_name[section], planned_total=as_wan(fiscal + plan_other),
              planned_fiscal=as_wan(fiscal), planned_other=as_wan(plan_other), actual_total=as_wan(out + out_other), actual_fiscal=as_wan(out),
              actual_other=as_wan(out_other), expected=expected, result=result, progress="100%", status="已完成", due=date(2022, 12, 31),
              done=date(2022, 12, 30), objective=f"GH{objective}", data_source=SYN, evidence="Z-RW-01")
        for duty in duties:
            d.add("duty_task_links", id=f"ZR{duty:02d}-{n}", duty=f"ZN{duty:02d}", task=f"R{n}")
        for p in mine:
            d.add("task_project_links", id=f"RX{n}-{p.number:02d}", task=f"R{n}", project=p.id,
                  amount=as_wan(sum(sources[p.number - 1].values()) + other_budget.get(p.id, 0)))
    helpers = {"高新技术科": "科技成果科", "中小企业科": "企业服务科", "商贸流通科": "办公室", "能源科": "工业发展科"}
    for p in projects:
        d.add("project_section_links", id=f"XK{p.number:02d}-1", project=p.id, section=by_name[p.section], role="牵头")
        if p.section in helpers:
            d.add("project_section_links", id=f"XK{p.number:02d}-2", project=p.id, section=by_name[helpers[p.section]], role="配合")
        d.add("project_unit_links", id=f"XU{p.number:02d}", project=p.id, unit=unit_of(p), role="牵头")


def shown(i, value):
    return value * 100 if i.unit == "%" else value


def score_of(i, value):
    """The rule of the project book: full at the target, in proportion below it; ≤ the other way round."""
    if i.kind == "定性":
        return Decimal(i.points) * (Decimal("0.96") if i.actual == "达成" else Decimal("0.75"))
    w, t = F(i.points), F(i.target)
    if i.kind == "≤":
        return round2(w if value <= t else w * (1 - (value - t) / t) if value < 2 * t else 0)
    if t == 0:
        return round2(w if value <= 0 else 0)
    return round2(w if value >= t else w * value / t)


UNSPENT = [  # why some of a project's budget was left, and what is done about it
    ("按合同约定和验收进度付款，尾款跨年支付", "合同中约定年内验收节点，按月跟踪支付"),
    ("采购成交价低于预算，形成节支", "参照成交价修正下年预算"),
    ("个别申报对象未通过资格复核，补助未拨付", "提前开展资格审核，建立候补名单"),
    ("部分线下活动受防控要求影响取消，费用未发生", "制定线上线下两套方案"),
    ("按实际工作量结算，低于年初测算", "按历史工作量细化测算"),
    ("质保金未到支付期", "按合同期限列入下年用款计划"),
    ("个别企业账户信息变更，款项退回后未能在年内重拨", "拨付前线上核对账户"),
]


class Evidence:
    """The index of evidence; one entry for each title within a project."""

    def __init__(self, d):
        self.d, self.known = d, {}
        for key, title, kind in (("Z-YS-01", "2022年部门预算批复（合成）", "文件"), ("Z-YS-02", "预算调整指标文（合成）", "文件"),
                                 ("Z-ZF-01", "国库支付凭证汇编（合成）", "凭证"), ("Z-ZF-02", "单位资金支出凭证汇编（合成）", "凭证"),
                                 ("Z-JS-01", "2022年部门决算报表（合成）", "报表"), ("Z-RS-01", "机构编制批复与人员名册（合成）", "文件"),
                                 ("Z-GH-01", "部门中长期规划（合成）", "文件"), ("Z-RW-01", "年度工作要点与总结（合成）", "报告"),
                                 ("Z-MB-01", "绩效目标批复（合成）", "文件"), ("Z-CG-01", "政府采购计划与合同台账（合成）", "台账"),
                                 ("Z-ZC-01", "固定资产年报与盘点表（合成）", "报表"), ("Z-GK-01", "预决算公开截图（合成）", "截图"),
                                 ("Z-XF-01", "信访登记与回复台账（合成）", "台账"), ("Z-DB-01", "督办事项台账（合成）", "台账"),
                                 ("Z-ZD-01", "财务与内控制度汇编（合成）", "文件"), ("Z-JG-01", "项目检查与监控记录（合成）", "报告"),
                                 ("Z-MY-01", "部门服务对象满意度调查报告（合成）", "问卷"), ("Z-BZ-01", "绩效目标申报与审核材料（合成）", "文件"),
                                 ("Z-TZ-01", "业务台账导出（合成）", "台账"),
                                 ("Z-RY-02", "受援市协作项目规模排序说明（合成）", "文件"), ("Z-RY-03", "省级驻镇帮镇扶村典型案例汇编摘录（合成）", "文件")):
            self.put(key, title, kind, None, None)
        d.add("evidence_index", id="Z-GB-01", title="2022年度部门整体支出绩效自评报告（公开）", kind="报告", issuer="部门", date=date(2023, 9, 28), pages=11,
              secrecy="公开", data_source="公开")

    def put(self, key, title, kind, section, codes, day=None):
        chance = Chance(key)
        return self.d.add("evidence_index", id=key, title=title, kind=kind, issuer="部门", date=day or chance.workday(date(2022, 11, 1), date(2022, 12, 30)),
                          pages=chance.between(2, 60), section=section, item_codes=codes, secrecy="内部", data_source=SYN)["id"]

    def of(self, project, title, section):
        at = (project, title)
        if at not in self.known:
            key = f"Z-{project}-{sum(p == project for p, _ in self.known) + 1:02d}"
            kind = next((k for word, k in (("问卷", "问卷"), ("合同", "合同"), ("凭证", "凭证"), ("台账", "台账"), ("导出", "台账"), ("报告", "报告"),
                                           ("报表", "报表"), ("年报", "报表")) if word in title), "其他")
            self.known[at] = self.put(key, f"{title}（{project}，合成）", kind, section, None)
        return self.known[at]


def what(d, parents, projects, sections, who, evidence, sources, measures):
    """First- and second-level projects with goals, indicators, surveys and declared scores. Returns the mean of scores."""
    by_name = {v: k for k, v in sections.items()}
    for n, name in enumerate(parents, 1):
        d.add("projects", id=f"Y{n:02d}", name=name, code=f"440114{22 if n % 4 == 0 else 20}T000HJ10{n:02d}00", level="一级",
              fund_type="政府性基金预算" if n == 25 else "一般公共预算", category=None, unit="U1", data_source=SYN)
    shown_rows, totals, faults = [], [], []
    budget, out = {}, {}
    for table, sums in (("budget", budget), ("payments", out), ("outturn_other", out)):
        for row in d.tables[table]:
            if row.get("project"):
                sums[row["project"]] = sums.get(row["project"], 0) + wan(row["amount"])
    for p in projects:
        section = by_name[p.section]
        rate = F(out[p.id], budget[p.id])
        execution = round2(min(rate, F(1)) * 10)
        total = execution
        survey = None
        rows = []
        for at, i in enumerate(p.indicators, 1):
            key, formula, value = f"I{p.number:02d}-{at:02d}", None, None
            if i.measure:
                formula, value = i.measure, shown(i, F(measures[i.measure]))
            elif i.survey:
                good, valid = i.survey
                survey, value = f"D{p.number:02d}", F(good * 100, valid)
                formula = f'合计(满意度调查[编号 = "{survey}"]，非常满意 + 满意) ÷ 合计(满意度调查[编号 = "{survey}"]，有效数)'
                delight = good * 61 // 100
                chance = Chance(survey)
                sent = valid + chance.between(4, 18)
                day = chance.workday(date(2022, 11, 14), date(2022, 12, 16))
                d.add("surveys", id=survey, name=f"{p.name}{i.name}调查", project=p.id, respondents=i.name.removesuffix("满意度"),
                      method="电话" if "电话" in i.evidence else "扫码" if "扫码" in i.evidence else "问卷", start=day - timedelta(days=9), date=day, sent=sent,
                      returned=valid + (sent - valid) // 2, valid=valid, very_satisfied=delight, satisfied=good - delight,
                      basically_satisfied=(valid - good) - (valid - good) // 3, unsatisfied=(valid - good) // 3, overall=False, data_source=SYN,
                      evidence=evidence.of(p.id, i.evidence, section))
            elif i.kind != "定性":
                value = F(i.actual)
            if i.kind != "定性":
                over = (value - F(i.target)) / F(i.target) * (-1 if i.kind == "≤" else 1) if i.target and i.kind != "=" else F(0)
                short = value < i.target if i.kind != "≤" else value > i.target
                if over > F(30, 100) and not i.over_cause:
                    faults.append(f"{key} {i.name} 超过目标三成以上而没有原因：{i.target} {float(value)}")
                if bool(short) != bool(i.cause):
                    faults.append(f"{key} {i.name} 低于目标与偏差原因不一致：{i.kind}{i.target} {float(value)}")
            score = score_of(i, value)
            total += score
            rows.append(dict(
                id=key, project=p.id, order=at, level1=i.level1, level2=i.level2, name=i.name, kind=i.kind, nature="比率" if i.unit == "%" else None,
                target=None if i.kind == "定性" else str(i.target), target_text=i.text, unit=i.unit, points=str(i.points), is_core=at == 1,
                definition=None, basis=i.basis, section=section, owner=who["heads"][section],
                method="问卷调查法" if i.survey or i.measure in ("问题满意率", "投诉满意率") else "情况统计法" if i.measure or i.unit == "%" else
                "情况说明法" if i.kind == "定性" else "直接证明法",
                actual=None if formula or i.kind == "定性" else i.actual, actual_formula=formula,
                actual_text="形成征求意见稿" if i.kind == "定性" else None, tier=TIERS[i.actual] if i.kind == "定性" else None, declared=f"{score:.2f}",
                cause=i.cause and i.cause.rsplit("，", 1)[0], measure=i.cause and i.cause.rsplit("，", 1)[-1], over_cause=i.over_cause, over_note=i.over_note, survey=survey if i.survey else None, data_source=SYN,
                evidence=evidence.of(p.id, i.evidence, section)))
        totals.append(total)
        shown_rows += rows
        losses = [r["name"] for r, i in zip(rows, p.indicators) if Decimal(r["declared"]) < i.points]
        why_unspent, next_time = UNSPENT[(p.number * 5 + len(p.codes)) % len(UNSPENT)] if rate < 1 else (None, None)
        d.add("projects", id=p.id, name=p.name, code=f"4401142{p.number % 3}{'Y' if p.category == '其他运转类' else 'T'}0000HJ{p.number:04d}00", level="二级",
              parent=f"Y{p.parent:02d}", fund_type=p.fund_type, category=p.category, unit=unit_of(p), section=section, owner=who["heads"][section],
              finance_head=who["heads"]["K20"], phone="13900001234", function_code=p.function, economic_code=p.codes[0][0],
              period="经常性" if p.category == "其他运转类" else "延续性", start=date(2022, 1, 1), end=p.end, finished=p.done,
              status="延期" if p.done > p.end else "完成", work_finished=p.done <= date(2022, 12, 31), is_key=p.number in (4, 7, 10, 19, 22, 26, 32, 35, 41, 47, 61),
              is_new=p.number in (32, 46, 48), pre_assessment="已评估" if p.number in (32, 46, 48) else "不需要", direct_fund=False,
              procured=any(c in ("30227", "30213", "30214") for c, _ in p.codes), construction=False, research=p.number in (10, 11), basis="区级政策文件和年度工作要点",
              summary=p.goal.split("，")[0] + "。", scheme="S1", expected_goal=p.goal, actual_goal=p.result,
              execution_reason=why_unspent, execution_measure=next_time,
              problems="、".join(losses) + "未达年初目标" if losses else None, measures="逐项落实改进措施，按季跟踪" if losses else None,
              conclusion="优" if total >= 90 else "良", exempt=False, declared_execution=f"{execution:.2f}", declared_total=f"{total:.2f}",
              filled_on=date(2023, 3, 10), data_source=SYN, evidence=evidence.of(p.id, "项目立项与实施材料", section))
        d.add("goals", id=f"M{p.number:02d}", project=p.id, order=1, text=p.goal, result=p.result, approved_on=date(2022, 2, 18), document="合成财批〔2022〕18号",
              data_source=SYN, evidence="Z-MB-01")
        d.add("objects", id=f"DX{p.number:02d}", name=f"{p.name}自评", kind="项目", project=p.id, unit=unit_of(p), form="项目支出绩效自评表", book="project-2020",
              recipient="区财政局", due=date(2023, 3, 31), self_evaluated=True, declared_total=f"{total:.2f}", declared_grade="优" if total >= 90 else "良")
    d.tables["indicators"] = shown_rows
    assert not faults, "\n".join(faults)
    return totals


def base(d):
    n = 0

    def figure(key, year, stage, value, unit, source=SYN, evidence="Z-JS-01", day=None, scope=None):
        nonlocal n
        n += 1
        d.add("base_figures", id=f"JC{n:03d}", key=key, year=year, stage=stage, value=value, unit=unit, date=day or date(year, 12, 31), data_source=source,
              evidence=evidence, scope=scope)

    for year, stage, abroad, guest, buy, run in ((2022, "年初", "0.00", "8.00", "0.00", "22.00"), (2022, "调整", "0.00", "6.00", "0.00", "21.00"),
                                                 (2022, "决算", "0.00", "3.852", "0.00", "18.436"), (2021, "年初", "0.00", "8.50", "0.00", "23.00"),
                                                 (2021, "决算", "0.00", "4.116", "0.00", "19.205")):
        for key, value in (("因公出国（境）费", abroad), ("公务接待费", guest), ("公务用车购置费", buy), ("公务用车运行维护费", run)):
            figure(key, year, stage, value, "万元")
    for year, stage, running, staff in ((2022, "年初", "660.00", "4120.00"), (2022, "调整", "652.40", "4244.02"), (2022, "决算", "637.761", "4210.332"),
                                        (2021, "年初", "668.00", "4050.00"), (2021, "决算", "645.218", "4012.676")):
        figure("日常公用经费", year, stage, running, "万元")
        figure("人员经费", year, stage, staff, "万元")
    for key, value, unit in (("编制数", "132", "人"), ("在编人数", "125", "人"), ("固定资产总额", "2846.52", "万元"), ("在用固定资产总额", "2741.38", "万元"),
                             ("资产账面总额", "3418.76", "万元"), ("资产年报总额", "3418.76", "万元"), ("办公用房面积", "2836", "平方米"),
                             ("办公用房标准面积", "3012", "平方米")):
        figure(key, 2022, "账面", value, unit, evidence="Z-ZC-01" if "人" not in unit else "Z-RS-01")
    for year, water, property_, energy in ((2022, "46.82", "92.40", "118.6"), (2021, "48.15", "93.10", "124.2")):
        figure("水电费", year, "决算", water, "万元")
        figure("物业管理费", year, "决算", property_, "万元")
        figure("能耗", year, "决算", energy, "吨标准煤")
    for quarter, value in (("第一季度末支出进度", "18.6"), ("第二季度末支出进度", "47.3"), ("第三季度末支出进度", "70.9"), ("第四季度末支出进度", "97.0")):
        figure(quarter, 2022, "账面", value, "%", evidence="Z-ZF-01")
    left = sum(wan(r["amount"]) for r in d.tables["carryover"] if r["year"] == 2022 and r["kind"] != "收回")
    figure("结转结余总额", 2022, "决算", as_wan(left), "万元")
    figure("信息化投诉受理时限", 2022, "年初", "24", "小时", evidence="Z-RW-01", day=date(2022, 1, 1), scope="年度工作任务中的服务承诺")
    figure("预算总额", 2022, "年初", "PLACE", "万元", evidence="Z-YS-01")
    for key, value in (("预算总额", "38962.08"), ("支出总额", "37796.38"), ("财政拨款支出", "37194.86"), ("基本支出", "4848.09"), ("项目支出", "32948.28")):
        figure(key, 2022, "调整" if key == "预算总额" else "决算", value, "万元", "公开", "Z-GB-01", scope="公开报告所载，两位小数")
    first = sum(wan(r["amount"]) for r in d.tables["budget"] if r["source"] == "年初")
    next(r for r in d.tables["base_figures"] if r["value"] == "PLACE")["value"] = as_wan(first)


def accounts(d):
    """Final accounts and income out of the payments themselves."""
    names = {"人员经费": "基本支出—人员经费", "公用经费": "基本支出—公用经费", "项目支出": "项目支出"}
    n, sums = 0, {}
    for row in d.tables["payments"] + d.tables["outturn_other"]:
        for key in (("支出决算表（按结构）", None, names[row["structure"]], row["fund_type"]),
                    ("支出决算表（按功能科目）", row.get("function_code") or "2299999", "功能科目" + (row.get("function_code") or "2299999"), row["fund_type"])):
            sums[key] = sums.get(key, 0) + wan(row["amount"])
    for (form, code, item, fund), fen in sorted(sums.items(), key=lambda x: tuple(str(y) for y in x[0])):
        n += 1
        d.add("final_accounts", id=f"JB{n:03d}", year=2022, form=form, item_code=code, item=item, fund_type=fund, stage="决算", amount=as_wan(fen), data_source=SYN,
              evidence="Z-JS-01")
    left = {}
    for row in d.tables["carryover"]:
        if row["kind"] != "收回":
            key = (row["year"], row["fund_type"])
            left[key] = left.get(key, 0) + wan(row["amount"])
    paid = {}
    for row in d.tables["payments"] + d.tables["outturn_other"]:
        paid[row["fund_type"]] = paid.get(row["fund_type"], 0) + wan(row["amount"])
    for at, (origin, fund) in enumerate((("一般公共预算财政拨款", "一般公共预算"), ("政府性基金预算财政拨款", "政府性基金预算"), ("其他收入", "单位资金")), 1):
        d.add("income", id=f"SR{at}", year=2022, origin=origin, amount=as_wan(paid[fund] + left.get((2022, fund), 0) - left.get((2021, fund), 0)), data_source=SYN,
              evidence="Z-JS-01")
    d.add("income", id="SR4", year=2022, origin="年初结转和结余", amount=as_wan(sum(v for (y, _), v in left.items() if y == 2021)), data_source=SYN,
          evidence="Z-JS-01")


def plan(d):
    """Quarterly plans of use, in the proportion the year really took."""
    chance, n, budget = Chance("plan"), 0, {}
    for row in d.tables["budget"]:
        if row.get("project"):
            key = (row["project"], row["fund_type"], row.get("unit"))
            budget[key] = budget.get(key, 0) + wan(row["amount"])
    for (project, fund, unit), fen in budget.items():
        parts = [x * 100 for x in share(fen // 100, [chance.between(8, 20), chance.between(20, 34), chance.between(22, 34), chance.between(24, 36)])]
        for month, part in zip((3, 6, 9, 12), parts):
            n += 1
            d.add("plan", id=f"YK{n:04d}", plan_no=f"HJJH2022{n:05d}", month=month, unit=unit, project=project, structure="项目支出", fund_type=fund,
                  requested=as_wan(part), amount=as_wan(part), use="按季度用款", data_source=SYN, evidence="Z-YS-01")


def rest(d, projects, sections, who):
    chance = Chance("rest")
    by_name = {v: k for k, v in sections.items()}
    # 政府采购：计划与实际。
    buy = [(2, "科技项目验收第三方服务", "58.00", "56.80"), (5, "培育入库辅导服务", "240.00", "236.50"), (6, "评价入库形式审查服务", "280.00", "271.20"),
           (19, "暖企机制运行服务", "82.00", "78.90"), (20, "企业服务平台运维", "88.00", "86.40"), (24, "公共服务平台专业服务", "84.00", "80.70"),
           (29, "产业链图谱编制", "42.00", "40.60"), (37, "无线局域网维护", "90.00", "86.20"), (38, "政务信息系统运维", "236.00", "231.40"),
           (38, "等级保护测评", "28.00", "26.60"), (42, "更新改造试点方案编制", "190.00", "182.00"), (43, "园区专项规划编制", "76.00", "72.80"),
           (44, "重点商圈规划方案编制", "118.00", "114.50"), (47, "促消费活动执行服务", "178.00", "172.50"), (64, "法律顾问与审计服务", "48.00", "45.90")]
    for n, (number, name, planned, actual) in enumerate(buy, 1):
        start = chance.workday(date(2022, 4, 6), date(2022, 7, 8))
        award = start + timedelta(days=32)
        signed = award + timedelta(days=chance.between(5, 22))
        d.add("procurement", id=f"CG{n:02d}", name=name, project=f"P{number:02d}", unit="U1", category="服务", method="公开招标" if Decimal(planned) > 100 else "竞争性磋商",
              planned=planned, actual=actual, intent_due=True, intent_date=start - timedelta(days=chance.between(31, 48)), start_date=start, award_date=award,
              contract_no=f"HJHT2022{n:03d}", contract_date=signed, publish_date=signed + timedelta(days=1), filing_date=signed + timedelta(days=2),
              reservable=planned, reserved_small=as_wan(wan(planned) * 60 // 100), reserved_micro=as_wan(wan(planned) * 40 // 100),
              supplier=f"供应商（合成）{n:02d}", complaint=False, accepted_on=date(2022, 12, 9), data_source=SYN, evidence="Z-CG-01")
    for n, (name, kind, count, original, net, used) in enumerate((
            ("办公楼层及附属用房", "房屋", "1", "1286.40", "842.15", "1286.40"), ("公务用车", "车辆", "9", "168.30", "46.20", "168.30"),
            ("计算机及网络设备", "通用设备", "412", "486.72", "174.86", "452.18"), ("办公家具", "家具用具", "638", "128.54", "52.37", "121.94"),
            ("无线电监测设备", "专用设备", "26", "312.60", "138.42", "296.10"), ("业务信息系统", "无形资产", "14", "463.96", "221.08", "416.46")), 1):
        d.add("assets", id=f"ZC{n}", name=name, kind=kind, unit="U1", quantity=count, original=original, net=net, in_use=used, counted=original,
              count_date=date(2022, 11, 25), over_standard=0, status="在用", year=2022, data_source=SYN, evidence="Z-ZC-01")
    for n, (item, title, year, approved, published) in enumerate((
            ("预算", "2022年部门预算公开", 2022, (2022, 2, 18), (2022, 3, 4)), ("决算", "2021年部门决算公开", 2021, (2022, 9, 2), (2022, 9, 16)),
            ("决算", "2022年部门决算公开", 2022, (2023, 9, 8), (2023, 9, 26)), ("绩效目标", "2022年部门绩效目标公开", 2022, (2022, 2, 18), (2022, 3, 4)),
            ("绩效自评", "2022年部门绩效自评公开", 2022, (2023, 9, 8), (2023, 9, 26))), 1):
        approved, published = date(*approved), date(*published)
        d.add("publications", id=f"GK{n}", item=item, title=title, unit="U1", year=year, approved_on=approved, due=approved + timedelta(days=20),
              published_on=published, url="https://example.invalid/huadu/yjs", content_complete=True, scope_met=True, data_source=SYN, evidence="Z-GK-01")
    d.add("surveys", id="D00", name="部门服务对象满意度调查", object="DX00", respondents="服务企业和办事群众", method="第三方", start=date(2022, 11, 21),
          date=date(2022, 12, 9), sent=1400, returned=1312, valid=1260, very_satisfied=836, satisfied=372, basically_satisfied=41, unsatisfied=11, overall=True,
          questions="服务态度、办事效率、政策知晓、诉求回应", data_source=SYN, evidence="Z-MY-01")
    d.add("findings", id="FX1", origin="内部检查", topic="绩效管理", severity="一般", misuse=False, description="个别项目指标值测算依据材料归档不及时", date=date(2022, 10, 21),
          year=2022, rectified=True, data_source=SYN, evidence="Z-JG-01")
    topics = ["政策咨询", "惠企资金进度", "网络信号", "预付卡退费", "充电桩选址", "园区噪声", "基站选址", "消费券使用"]
    for n in range(1, 25):
        got = date(2022, 1, 12) + timedelta(days=14 * n)
        d.add("petitions", id=f"XF{n:02d}", number=f"HJXF2022{n:03d}", received=got, channel=chance.one(["来信", "来访", "网上", "12345"]), topic=topics[n % 8],
              petitioner=f"信访人{n:02d}", phone=f"1390000{chance.between(0, 9999):04d}", due=got + timedelta(days=30),
              replied=got + timedelta(days=chance.between(4, 15)), result="已回复", on_time=True, data_source=SYN, evidence="Z-XF-01")
    for n, (name, origin, task) in enumerate(SUPERVISED, 1):
        given = date(2022, 1 + n % 9, 10)
        late = n == 37
        d.add("supervised_tasks", id=f"DB{n:02d}", name=name, origin=origin, document=f"合成督办〔2022〕{n}号", assigned=given, due=date(2022, 12, 31),
              done=None if late else chance.workday(given + timedelta(days=30), date(2022, 12, 28)), status="进行中" if late else "已完成",
              quality_met=None if late else True, task=f"R{task}", section=by_name[TASKS[task - 1][4]], data_source=SYN, evidence="Z-DB-01")
    for n, (name, kind, amount, project) in enumerate((("科技创新战略专项（市级）", "专项转移支付", "410.00", "P10"), ("技术改造专项（省级）", "专项转移支付", "260.00", "P26")), 1):
        d.add("transfers", id=f"ZY{n}", name=name, kind=kind, direction="收到", counterpart="上级财政部门", project=project, amount=amount, early_amount="0.00",
              date=date(2022, 6, 15), document=f"合成财科〔2022〕{n}号", data_source=SYN, evidence="Z-YS-02")


def after(d, sections, totals):
    by_name = {v: k for k, v in sections.items()}
    for n, (part, category, title, text, task, measure, due) in enumerate(PROBLEMS, 1):
        d.add("problems", id=f"WT{n}", order=n if part == "部门工作任务" else n - 4, part=part, origin="自评", category=category, title=title, description=text,
              task=task, data_source=SYN, evidence="Z-RW-01")
        d.add("rectification", id=f"ZG{n}", problem=f"WT{n}", order=n if part == "部门工作任务" else n - 4, measure=measure, kind="长期坚持",
              section=by_name["办公室"] if part == "部门工作任务" else by_name["财务科"], due=due, progress="已列入下年工作计划", status="整改中", public=True,
              evidence="Z-RW-01")
    for n, (name, year, value, unit) in enumerate((
            ("科小入库数", 2021, "653", "家"), ("高企认定数", 2021, "251", "家"), ("走访家次", 2021, "7824", "家次"), ("全年预算数", 2021, "40218.36", "万元"),
            ("全年执行数", 2021, "38655.47", "万元"), ("基站年度新建数", 2021, "2130", "座"), ("部门满意度", 2021, "95.10", "%")), 1):
        public = name in ("科小入库数", "高企认定数")
        d.add("history", id=f"LN{n}", name=name, year=year, value=value, unit=unit, source="由公开的同比增速倒推" if public else "上年自评档案（合成）", data_source="公开" if public else SYN,
              evidence="Z-GB-01" if public else "Z-TZ-01")
    d.add("submissions", id="BS1", kind="绩效目标", date=datetime(2021, 11, 12, 10, 20), due=date(2021, 11, 15), recipient="区财政局", receipt="合成回执01")
    d.add("submissions", id="BS2", kind="监控", date=datetime(2022, 8, 12, 15, 5), due=date(2022, 8, 15), recipient="区财政局", receipt="合成回执02")


def own(d, measures):
    """The department's own goals and the own indicators of item 3-3-1."""
    for n, (text, result, completion, reason) in enumerate(GOALS, 1):
        d.add("goals", id=f"MB{n}", object="DX00", order=n, text=text, result=result, completion=completion, shortfall_reason=reason, approved_on=date(2022, 2, 18),
              document="合成财批〔2022〕18号", data_source=SYN, evidence="Z-MB-01")
    for n, (level2, name, kind, target, unit, measure, actual, basis, cause) in enumerate(OWN, 1):
        value = F(measures[measure]) if measure else F(actual)
        value = value * 100 if unit == "%" and measure else value
        score = round2(min(F(1), value / F(Decimal(target))) * 4)
        assert (score < 4) == bool(cause), (name, float(value), score)
        d.add("indicators", id=f"IB-{n}", object="DX00", item_code="3-3-1", order=n, level1="效益指标", level2=level2, name=name, kind=kind, target=target,
              unit=unit, points="4", is_core=True, basis=basis, method="情况统计法", actual=None if measure else actual, actual_formula=measure,
              declared=f"{score:.2f}", cause=cause and cause.rsplit("，", 1)[0], measure=cause and cause.rsplit("，", 1)[-1], data_source=SYN, evidence="Z-TZ-01")
        yield score


def build(d, parents, projects, spent, sources, made, measures_of):
    sections, who = made
    evidence = Evidence(d)
    why(d, projects, sections, spent, sources)
    # Measures read projects and payments, so the projects must stand first; scores come right after.
    d.tables.setdefault("projects", [])
    stub = [dict(id=f"Y{n:02d}", level="一级", fund_type="政府性基金预算" if n == 25 else "一般公共预算") for n in range(1, 26)]
    stub += [dict(id=p.id, level="二级", fund_type=p.fund_type) for p in projects]
    d.tables["projects"] = stub
    measures = measures_of(d)
    d.tables["projects"] = []
    d.add("objects", id="DX00", name="部门整体支出", kind="部门整体", unit="U1", form="部门整体支出绩效自评表", book="gd-department-v1", recipient="区财政局",
          due=date(2023, 3, 31), self_evaluated=True, declared_total="98.89", declared_grade="优")
    totals = what(d, parents, projects, sections, who, evidence, sources, measures)
    own_scores = list(own(d, measures))
    base(d)
    accounts(d)
    plan(d)
    rest(d, projects, sections, who)
    after(d, sections, totals)
    declare(d, measures, own_scores)
    answers(d)
    versions(d, projects)
    return measures, totals, own_scores
