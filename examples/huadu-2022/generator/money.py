"""The money: budget lines with their adjustments, payments, other funds, carry-over, final accounts.

Published totals (万元): budget 38,962.08; outturn 37,796.38, of which fiscal 37,194.86 and other 601.52, basic
4,848.09 and project 32,948.28; evaluated 32,323.14 (general) and 23.63 (fund). They fit together only below
0.01 万元, so the finer totals are set here and shared out over all projects; no single row closes a gap.
"""
from datetime import date, timedelta
from decimal import Decimal

from .common import Chance, as_wan, share, wan

GENERAL = wan("32323.1380")
FUND = wan("23.6270")
OTHER = wan("601.5190")
STAFF, RUNNING = wan("4210.3320"), wan("637.7610")
BUDGET = wan("38962.08")
BUDGET_STAFF, BUDGET_RUNNING = wan("4244.02"), wan("652.40")
BUDGET_FUND, BUDGET_OTHER = wan("24.00"), wan("620.00")
BUDGET_GENERAL = BUDGET - BUDGET_STAFF - BUDGET_RUNNING - BUDGET_FUND - BUDGET_OTHER
CENT_WAN = 10_000  # 0.01 万元 in 分
SYNTHETIC = "合成"

# What happened to the budget in the year: project number -> 万元.
CARRIED = {11: 96, 26: 148, 33: 60, 36: 28, 61: 75}
ADDED = {
    4: (520, "政策", "上级下达高新技术企业培育资金"), 10: (410, "政策", "上级下达研发后补助配套资金"),
    22: (180, "上级交办", "承接优质企业梯度培育任务"), 23: (150, "政策", "上级下达小微企业上规模资金"),
    26: (260, "政策", "上级下达技术改造专项资金"), 32: (120, "上级交办", "承接数字化转型试点任务"),
    48: (200, "上级交办", "增加一轮消费券发放"), 61: (140, "上级交办", "追加东西部协作资金"),
    41: (45, "上级交办", "提前实施整治提升任务"),
}
CUT = {
    16: (12, "不可抗力", "线下交流活动取消"), 18: (8, "自身", "压减展品更新规模"),
    30: (20, "不可抗力", "采购商大会改为线上"), 37: (6, "自身", "压减一般性运行支出"),
    53: (48, "不可抗力", "境外展会取消"), 55: (60, "自身", "增资项目到资推迟"), 49: (30, "自身", "补贴申报数量低于预期"),
}
MOVED = [(27, 28, 40), (14, 13, 25), (43, 42, 8), (51, 47, 12), (34, 38, 5), (9, 7, 14)]  # from, to, 万元
OTHER_FUNDS = {  # project: share, origin, use, number of payments
    7: (30, "上级补助收入", "孵化载体绩效补助", 3), 17: (5, "上级补助收入", "科普活动补助", 4),
    24: (9, "上级补助收入", "公共服务平台补助", 3), 61: (24, "捐赠", "社会捐赠协作资金", 4),
    62: (18, "捐赠", "社会捐赠帮扶资金", 3), 63: (14, "捐赠", "社会捐赠助学资金", 3),
}
STAFF_CODES = [  # economic code, function code, weight, name
    ("30101", "2150501", 19, "基本工资"), ("30102", "2150501", 24, "津贴补贴"), ("30103", "2150501", 17, "奖金"),
    ("30107", "2150550", 8, "绩效工资"), ("30108", "2080505", 9, "基本养老保险缴费"), ("30109", "2080506", 4, "职业年金缴费"),
    ("30110", "2101101", 5, "基本医疗保险缴费"), ("30111", "2101103", 2, "公务员医疗补助缴费"),
    ("30113", "2210201", 9, "住房公积金"), ("30302", "2080501", 3, "退休费"),
]
RUNNING_CODES = [
    ("30201", "2150501", 16, "办公费"), ("30205", "2150501", 2, "水费"), ("30206", "2150501", 7, "电费"),
    ("30207", "2150501", 6, "邮电费"), ("30209", "2150501", 15, "物业管理费"), ("30211", "2150501", 5, "差旅费"),
    ("30213", "2150501", 8, "维修费"), ("30228", "2150501", 9, "工会经费"), ("30229", "2150501", 7, "福利费"),
    ("30239", "2150501", 22, "其他交通费用"),
]
RECEPTION, CARS = wan("3.8520"), wan("18.4360")  # actual 公务接待费, 公务用车运行维护费
RECEPTION_BUDGET, CARS_BUDGET = wan("6.00"), wan("21.00")
HOLIDAYS = {date(2022, 1, 3), date(2022, 4, 4), date(2022, 4, 5), date(2022, 5, 2), date(2022, 5, 3), date(2022, 5, 4),
            date(2022, 6, 3), date(2022, 9, 12), *(date(2022, 10, d) for d in range(3, 8)),
            *(date(2022, 1, 31) + timedelta(days=d) for d in range(5))}


def outturns(projects):
    """The outturn of each general-budget project in 分, adding up to GENERAL exactly."""
    chance = Chance("outturn")
    weights = [int(p.about * 1000) * (985 + chance.between(0, 30)) for p in projects[:64]]
    yuan = share(GENERAL // 100, weights)
    return [y * 100 for y in yuan] + [FUND]


def budgets(projects, spent):
    """The budget of each project by source, {source: 分}, adding up to BUDGET_GENERAL exactly."""
    moved = {p.number: 0 for p in projects}
    for source, target, amount in MOVED:
        moved[source] -= amount * 1_000_000
        moved[target] += amount * 1_000_000
    slack = [int(Decimal(out) / p.rate) - out for p, out in zip(projects[:64], spent)]
    slack = share(BUDGET_GENERAL - GENERAL, slack)
    rows, gap = [], BUDGET_GENERAL
    for p, out, spare in zip(projects[:64], spent, slack):
        want, n = out + spare, p.number
        extra = (CARRIED.get(n, 0) + ADDED.get(n, (0,))[0] - CUT.get(n, (0,))[0]) * 1_000_000 + moved[n]
        step = 1_000_000 if want < 300_000_000 else 10_000_000
        first = max(-(-(want - extra - step // 2) // step), -(-(out - extra) // step)) * step
        sources = {"年初": first}
        for name, table in (("上年结转", CARRIED), ("追加", {k: v[0] for k, v in ADDED.items()}),
                            ("追减", {k: -v[0] for k, v in CUT.items()})):
            if n in table:
                sources[name] = table[n] * 1_000_000
        if moved[n]:
            sources["调剂"] = moved[n]
        rows.append(sources)
        gap -= sum(sources.values())
    # What rounding the opening figures to whole 万元 leaves is spread over the adjustments, each by its size.
    open_rows = [(r, k) for r in rows for k in ("上年结转", "追加", "追减") if k in r]
    assert gap % CENT_WAN == 0
    sign = 1 if gap >= 0 else -1
    for (row, key), part in zip(open_rows, share(abs(gap) // CENT_WAN, [abs(r[k]) for r, k in open_rows])):
        row[key] += sign * part * CENT_WAN
    rows.append({"年初": BUDGET_FUND})
    for p, row, out in zip(projects, rows, spent):
        assert sum(row.values()) >= out, f"{p.id}: {as_wan(sum(row.values()))} < {as_wan(out)}"
        assert row.get("追加", 1) > 0 and row.get("追减", -1) < 0
    return rows


class Ledger:
    """Numbers documents, lines and vouchers as it writes them."""

    def __init__(self, dossier):
        self.dossier, self.lines, self.vouchers = dossier, 0, 0

    def line(self, when, title, **row):
        self.lines += 1
        number = f"{self.lines:04d}"
        return self.dossier.add(
            "budget", id=f"B{number}", indicator_id=f"4401142022HJ{number}", title=title, date=when, year=2022,
            document=f"合成财预〔2022〕{100 + when.month * 10 + self.lines % 10}号", budget_level="县",
            data_source=SYNTHETIC, evidence="Z-YS-01" if row.get("source") == "年初" else "Z-YS-02",
            **{**row, "amount": as_wan(row["amount"])})["id"]

    def pay(self, when, fen, kind="支付", **row):
        self.vouchers += 1
        return self.dossier.add(
            "payments", id=f"Z{self.vouchers:05d}", voucher=f"HJZF2022{self.vouchers:06d}", date=when,
            applied_on=when - timedelta(days=1 + self.vouchers % 4), kind=kind, amount=as_wan(fen),
            pay_type="国库集中支付", data_source=SYNTHETIC, evidence="Z-ZF-01", **row)


def working_day(chance, month, last=28):
    while True:
        day = date(2022, month, chance.between(3, last))
        if day.weekday() < 5 and day not in HOLIDAYS:
            return day


def instalments(chance, fen, months, cents):
    """Splits an amount into dated parts; whole 元 unless `cents`."""
    days = sorted(working_day(chance, m) for m in months)
    weights = [chance.between(60, 140) for _ in days]
    if cents:
        return list(zip(days, share(fen, weights)))
    parts = [part * 100 for part in share(fen // 100, weights)]
    parts[chance.between(0, len(parts) - 1)] += fen % 100
    return list(zip(days, parts))


def months_for(chance, fen, steady):
    wanted = 4 if fen < wan(20) else 6 if fen < wan(100) else 9 if fen < wan(500) else 14
    first = 2 if steady else 5
    return [chance.between(first, 12) if at else 12 - chance.between(0, 1) for at in range(wanted)]


REFUNDED = {4: wan("12.5"), 10: wan("6.84"), 17: wan("0.36"), 27: wan("3.2"), 44: wan("0.95"), 49: wan("1.24")}
USES = {"30227": "委托业务费", "30226": "评审劳务费", "30202": "印刷宣传费", "31204": "企业补助", "31205": "贷款贴息",
        "31299": "专项补助", "30213": "运行维护费", "30216": "培训费", "30214": "租赁费", "30299": "其他商品和服务支出",
        "30399": "人才资助", "30207": "邮电费", "30209": "物业管理费", "30218": "专用材料费",
        "30239": "其他交通费用", "30201": "办公费", "39908": "行业组织补助"}


def project_money(book, projects, spent, sources, unit_of):
    adjust_note = {"追加": ADDED, "追减": CUT}
    for p, out, row in zip(projects, spent, sources):
        chance = Chance(f"pay {p.id}")
        base = dict(project=p.id, unit=unit_of(p), structure="项目支出", fund_type=p.fund_type, function_code=p.function)
        total = sum(row.values())
        carried = row.get("上年结转", 0)
        codes = [c for c, _ in p.codes]
        paid = [x * 100 for x in share((out - carried) // 100, [w for _, w in p.codes])]
        paid[0] += (out - carried) % 100
        # Every line gets a budget in the proportion of its spending; adjustments sit on the main line.
        room = share((total - carried) // CENT_WAN, paid)
        room = [r * CENT_WAN for r in room]
        extra = sum(v for k, v in row.items() if k not in ("年初", "上年结转"))
        main = {}
        for at, code in enumerate(codes):
            amount = room[at] - (extra if at == 0 else 0)
            procured = code in ("30227", "30213", "30214") and amount > wan(30)
            main[code] = book.line(date(2022, 2, 18), "2022年部门预算批复", source="年初", amount=amount,
                                   department_economic_code=code, procured=procured, **base)
        for kind in ("追加", "追减"):
            if kind in row:
                _, cause, note = adjust_note[kind][p.number]
                book.line(working_day(chance, 6 if kind == "追加" else 10), note, source=kind, amount=row[kind],
                          adjust_cause=cause, adjust_note=note, department_economic_code=codes[0],
                          origin=main[codes[0]], **base)
        if "调剂" in row:
            book.line(date(2022, 9, 15), "项目间预算调剂", source="调剂", amount=row["调剂"], adjust_cause="自身",
                      adjust_note="按年度工作重点在项目间调剂", department_economic_code=codes[0],
                      origin=main[codes[0]], **base)
        for code, amount in zip(codes, paid):
            pay_line(book, chance, p, main[code], code, amount, base, False)
        if carried:
            line = book.line(date(2022, 1, 24), "2021年结转资金", source="上年结转", amount=carried,
                             department_economic_code=codes[0], **base)
            pay_line(book, chance, p, line, codes[0], carried, base, True)


def pay_line(book, chance, p, line, code, amount, base, carried):
    refund = 0 if carried or code != p.codes[0][0] else REFUNDED.get(p.number, 0)
    steady = code.startswith("302")
    parts = instalments(chance, amount + refund, months_for(chance, amount, steady), steady)
    for at, (day, fen) in enumerate(parts):
        book.pay(day, fen, budget=line, department_economic_code=code, carried=carried,
                 use=f"{p.name}—{USES[code]}（第{at + 1}批）", payee=f"收款单位（合成）{chance.between(1, 480):03d}",
                 payee_account=f"000000{chance.between(10**9, 10**10 - 1)}", **base)
    if refund:
        book.pay(date(2022, 12, 27), -refund, kind="退款", budget=line, department_economic_code=code, carried=False,
                 use=f"{p.name}—退回多付款项", payee=f"收款单位（合成）{chance.between(1, 480):03d}", **base)


def other_money(book, dossier, projects, unit_of):
    chance = Chance("other funds")
    weights = [v[0] for v in OTHER_FUNDS.values()]
    budgets_ = [x * CENT_WAN * 100 for x in share(BUDGET_OTHER // (CENT_WAN * 100), weights)]
    spent = [x * 1000 for x in share(OTHER // 1000, [b // 1000 * (955 + chance.between(0, 25)) for b in budgets_])]
    number = 0
    for (project, (_, origin, use, times)), budget, out in zip(OTHER_FUNDS.items(), budgets_, spent):
        assert out <= budget
        base = dict(project=f"P{project:02d}", unit=unit_of(projects[project - 1]), structure="项目支出", fund_type="单位资金")
        first = budget * 7 // 10 // 1_000_000 * 1_000_000
        book.line(date(2022, 2, 18), "2022年部门预算批复（单位资金）", source="年初", amount=first,
                  department_economic_code="31299", **base)
        if budget != first:
            book.line(date(2022, 7, 22), f"{use}追加", source="追加", amount=budget - first, adjust_cause="上级交办",
                      adjust_note=f"收到{use}", department_economic_code="31299", **base)
        for day, fen in instalments(chance, out, [chance.between(4, 12) for _ in range(times)], True):
            number += 1
            dossier.add("outturn_other", id=f"Q{number:03d}", date=day, voucher=f"HJQT2022{number:04d}", origin=origin,
                        amount=as_wan(fen), use=use, department_economic_code="31299", data_source=SYNTHETIC,
                        evidence="Z-ZF-02", **base)


def basic_money(book):
    def lines(structure, codes, first_total, extra, out_total, special=()):
        chance = Chance(structure)
        fixed_out = {c: o for c, _, _, o, _ in special}
        outs = share((out_total - sum(fixed_out.values())), [w * (97 + chance.between(0, 6)) for _, _, w, _ in codes])
        firsts = [x * CENT_WAN for x in share((first_total - sum(b for *_, b in special)) // CENT_WAN, outs)]
        rows = [(c, f, n, b, o) for (c, f, _, n), b, o in zip(codes, firsts, outs)]
        rows += [(c, f, n, b, o) for c, f, n, o, b in special]
        base = dict(unit="U1", structure=structure, fund_type="一般公共预算")
        extras = [x * CENT_WAN for x in share(abs(extra[0]) // CENT_WAN, [w for _, _, w, _ in codes])]
        for at, (code, function, name, first, out) in enumerate(rows):
            line = book.line(date(2022, 2, 18), "2022年部门预算批复", source="年初", amount=first,
                             function_code=function, department_economic_code=code, **base)
            if at < len(extras) and extras[at]:
                sign, kind, cause, note = (1, "追加", "政策", extra[1]) if extra[0] > 0 else (-1, "追减", "政策", extra[1])
                book.line(date(2022, 8, 19), note, source=kind, amount=sign * extras[at], adjust_cause=cause,
                          adjust_note=note, function_code=function, department_economic_code=code, origin=line, **base)
            for day, fen in instalments(chance, out, range(1, 13), True):
                book.pay(day, fen, budget=line, function_code=function, department_economic_code=code, carried=False,
                         use=f"{day.month}月{name}", payee=f"收款单位（合成）{chance.between(481, 520)}", **base)

    lines("人员经费", STAFF_CODES, wan("4120.00"), (wan("124.02"), "落实工资和社会保险政策"), STAFF)
    lines("公用经费", RUNNING_CODES, wan("660.00"), (-wan("7.60"), "压减一般性支出"), RUNNING,
          [("30217", "2150501", "公务接待费", RECEPTION, RECEPTION_BUDGET),
           ("30231", "2150501", "公务用车运行维护费", CARS, CARS_BUDGET)])


def leftovers(dossier, projects, spent, sources):
    """What the budget left: carried on, surplus or taken back; and what last year had carried on."""
    count = 0

    def add(year, kind, fen, reason, use, **row):
        nonlocal count
        if fen:
            count += 1
            dossier.add("carryover", id=f"J{count:03d}", year=year, kind=kind, amount=as_wan(fen), reason=reason,
                        use=use, unit="U1", data_source=SYNTHETIC, evidence="Z-JS-01", **row)

    for p, out, row in zip(projects, spent, sources):
        base = dict(project=p.id, structure="项目支出", fund_type=p.fund_type, function_code=p.function)
        if "上年结转" in row:
            add(2021, "结转", row["上年结转"], "跨年度实施", "结转下年继续使用", **base)
        left = sum(row.values()) - out
        if p.number % 3 == 0:
            add(2022, "收回", left, "任务已完成，余额由财政收回", "财政收回", **base)
        elif p.number % 3 == 1:
            add(2022, "结转", left, "项目跨年度验收付款", "结转下年继续使用", **base)
        else:
            add(2022, "结余", left, "任务已完成，形成结余", "按规定上缴或统筹", **base)
    add(2022, "收回", BUDGET_STAFF - STAFF, "人员变动形成的余额", "财政收回", structure="人员经费", fund_type="一般公共预算")
    add(2022, "收回", BUDGET_RUNNING - RUNNING, "压减一般性支出", "财政收回", structure="公用经费", fund_type="一般公共预算")
    add(2022, "结转", BUDGET_OTHER - OTHER, "单位资金未使用完毕", "结转下年继续使用", structure="项目支出", fund_type="单位资金")


def build(dossier, projects, unit_of):
    spent = outturns(projects)
    sources = budgets(projects, spent)
    book = Ledger(dossier)
    basic_money(book)
    project_money(book, projects, spent, sources, unit_of)
    other_money(book, dossier, projects, unit_of)
    dossier.tables["payments"].sort(key=lambda r: (r["date"], r["id"]))
    leftovers(dossier, projects, spent, sources)
    return spent, sources
