"""Ledgers about enterprises: register, visits, issues, certificates, titles, nursery, carriers."""
from datetime import date, timedelta

from .common import TOWNS, YEAR, Chance, as_wan, uscc

NEW_YEAR, YEAR_END = date(2022, 1, 1), date(2022, 12, 31)
HEAD = "澄砚霁朗沐岚衡川砺锋毓棠珩澜砚舟曜晟枫桓芷蘅岑嵘屿泓潇翊"
TRADES = [("皮革皮具", "1922", 14), ("化妆品", "2682", 12), ("珠宝首饰", "2438", 6), ("汽车零部件", "3670", 14),
          ("电子元件", "3989", 13), ("新型显示", "3974", 6), ("新材料", "2659", 8), ("机械装备", "3599", 12),
          ("软件信息", "6513", 9), ("商贸流通", "5199", 12), ("音响声光", "3952", 6), ("纺织服装", "1819", 8)]
SERVICE = {"6513", "5199"}
FIRMS = 2640
VISITS = 9076
SOLVED = 576


def state(at):
    """Most rows are approved; the pattern of the rest is fixed by place."""
    return {311: "草稿", 977: "退回", 1733: "待审"}.get(at % 2311, "通过")


def register(dossier):
    chance = Chance("enterprises")
    firms = []
    for n in range(1, FIRMS + 1):
        trade, code = chance.weighted([((t, c), w) for t, c, w in TRADES])
        service = code in SERVICE
        above = n <= 1400 and chance.between(1, 100) <= 62
        scale = chance.weighted([("大型", 2), ("中型", 14), ("小型", 60), ("微型", 24)] if above else
                                [("小型", 55), ("微型", 45)])
        gone = chance.between(1, 400) == 1 and n > 1500
        head = chance.one(HEAD) + chance.one(HEAD)
        firms.append(dossier.log(
            "enterprises", id=f"E{n:05d}", name=f"{head}{trade}（合成企业{n:04d}）", code=uscc(n), town=TOWNS[chance.weighted(
                [(0, 10), (1, 8), (2, 12), (3, 11), (4, 2), (5, 9), (6, 12), (7, 8), (8, 9), (9, 19)])],
            industry=code, scale=scale, above=above,
            above_kind=(("商贸" if code == "5199" else "服务业") if service else "工业") if above else "非规上",
            contact=f"联系人{n:04d}", phone=f"1390000{chance.between(0, 9999):04d}",
            status="迁出" if gone else "在营", status_date=date(2022, 7, 1) if gone else None,
            state="通过", data_source="合成"))
    return firms


def visits(dossier, firms, officers):
    """9,076 approved visits of the year; drafts, withdrawn ones and those of 2021 stand beside them."""
    chance = Chance("visits")
    active = [f for f in firms if f["status"] == "在营"]
    industrial = [f for f in active if f["above_kind"] == "工业"]
    others = [f for f in active if f["above_kind"] != "工业"][:760]
    rounds = industrial * 9 + others * 4
    queue, seen, rows, at = chance.shuffled(rounds), set(), [], 0
    queue = industrial + queue
    while len(rows) < VISITS:
        firm = queue[at % len(queue)]
        officer = officers[int(firm["id"][1:]) % len(officers)]
        day = chance.workday(date(2022, 1, 5), date(2022, 12, 30))
        at += 1
        if (firm["id"], day) in seen:
            continue
        seen.add((firm["id"], day))
        rows.append((day, firm, officer, "通过"))
    # The same officer at the same firm on the same day: a second check-in that does not count.
    for day, firm, officer, kind in rows[200:4700:250]:
        rows.append((day, firm, officer, kind))
    # Rows that are left out: not yet approved, withdrawn, or of another year.
    for kind, wanted in (("草稿", 23), ("退回", 11), ("作废", 7)):
        for _ in range(wanted):
            rows.append((chance.workday(date(2022, 11, 1), date(2022, 12, 20)), chance.one(active[:2500]), chance.one(officers), kind))
    for _ in range(36):
        rows.append((chance.workday(date(2021, 12, 20), date(2021, 12, 31)), chance.one(active[:2500]), chance.one(officers), "通过"))
    rows.sort(key=lambda r: (r[0], r[1]["id"], r[2], r[3]))
    topics = ["政策宣讲", "用工", "融资", "用地", "用能", "订单", "疫情防控", "其他"]
    made = []
    for n, (day, firm, officer, kind) in enumerate(rows, 1):
        first = chance.one(topics)
        second = chance.one(topics)
        made.append(dossier.log(
            "visits", id=f"V{n:05d}", date=day, clock=chance.moment(day).strftime("%Y-%m-%d %H:%M"), officer=officer,
            enterprise=firm["id"], mode=chance.weighted([("实地", 74), ("电话", 15), ("视频", 4), ("座谈", 7)]),
            topics=[first] if first == second or chance.between(0, 1) else [first, second],
            raised=False, state=kind, data_source="合成"))
    return made


def issues(dossier, made):
    """576 solved in the year, others answered, under way, or closed in another year."""
    chance = Chance("issues")
    plan = [("已解决", 2022)] * SOLVED + [("已答复无法解决", 2022)] * 28 + [("办理中", None)] * 16 + [("转办", None)] * 5
    plan += [("已解决", 2023)] * 9
    usable = [v for v in made if v["state"] == "通过" and v["date"].year == YEAR and v["date"] <= date(2022, 11, 18)]
    late = [v for v in made if v["state"] == "通过" and v["date"] >= date(2022, 12, 5)]
    chosen = chance.shuffled(usable)
    categories = [("用工", 14), ("融资", 16), ("用地", 9), ("用电用水用气", 12), ("物流", 13), ("政策兑现", 16), ("审批", 8),
                  ("市场", 6), ("知识产权", 4), ("其他", 2)]
    rows = []
    for at, (outcome, year) in enumerate(chance.shuffled(plan)):
        visit = chance.one(late) if year == 2023 or outcome == "办理中" else chosen[at]
        visit["raised"] = True
        raised = chance.moment(visit["date"])
        accepted = raised + timedelta(minutes=chance.between(15, 1300))
        closed = None
        if outcome in ("已解决", "已答复无法解决"):
            closed = accepted + timedelta(days=chance.between(2, 21), minutes=chance.between(0, 300))
            if year == 2023:
                closed = raised.replace(year=2023, month=1, day=chance.between(4, 19))
            else:
                assert closed.year == YEAR
        rows.append((raised, dict(
            enterprise=visit["enterprise"], visit=visit["id"], category=chance.weighted(categories), raised=raised,
            accepted=accepted, handler=chance.one(["区科工商信部门", "区人社部门", "区税务部门", "区规自部门", "属地镇街", "供电企业", "区金融部门"]),
            due=(accepted + timedelta(days=20)).date(), outcome=outcome, closed=closed,
            satisfaction=chance.weighted([("非常满意", 66), ("满意", 28), ("基本满意", 5), ("不满意", 1)]) if closed else None,
            state="通过", data_source="合成")))
    for raised in ((2021, 12, 8), (2021, 12, 20)):
        day = date(*raised)
        moment = chance.moment(day)
        rows.append((moment, dict(enterprise="E00012", category="融资", raised=moment, accepted=moment + timedelta(hours=2),
                                  handler="属地镇街", outcome="已解决", closed=moment + timedelta(days=3), satisfaction="满意",
                                  state="通过", data_source="合成")))
    moment = chance.moment(date(2022, 9, 7))
    rows.append((moment, dict(enterprise="E00033", category="其他", raised=moment, accepted=moment + timedelta(hours=1), handler="属地镇街",
                              outcome="已解决", closed=moment + timedelta(days=2), state="作废", data_source="合成", remark="重复登记")))
    rows.sort(key=lambda r: (r[0], r[1]["enterprise"]))
    for n, (_, row) in enumerate(rows, 1):
        for k in ("raised", "accepted", "closed"):
            row[k] = row.get(k) and row[k].strftime("%Y-%m-%d %H:%M")
        dossier.log("issues", id=f"W{n:04d}", **row)


def small_tech(dossier, firms):
    """653 entered in 2021 and 1,031 in 2022; a few withdrawn."""
    chance = Chance("sme")
    pool = [f for f in firms if f["status"] == "在营" and f["industry"] != "5199"]
    batches = {2021: [date(2021, 5, 20), date(2021, 7, 15), date(2021, 9, 23), date(2021, 11, 25)],
               2022: [date(2022, 4, 28), date(2022, 6, 16), date(2022, 8, 18), date(2022, 10, 20), date(2022, 11, 29)]}
    number = 0
    for year, wanted, withdrawn in ((2021, 653, 2), (2022, 1031, 5)):
        chosen = chance.shuffled(pool[: 700 if year == 2021 else 1150])[: wanted + withdrawn]
        for at, firm in enumerate(sorted(chosen, key=lambda f: f["id"])):
            number += 1
            batch = chance.between(1, len(batches[year]))
            staff = chance.between(12, 480)
            dossier.log(
                "sme", id=f"S{number:05d}", enterprise=firm["id"], number=f"{year}HJ440114{number:06d}", batch=batch,
                announced=batches[year][batch - 1], expires=date(year, 12, 31),
                research=as_wan(chance.between(30, 2600) * 1_000_000 // 2), staff=staff, researchers=max(2, staff * chance.between(10, 38) // 100),
                status="撤销" if at in range(100, 100 + withdrawn) else "入库", state="通过", data_source="合成")
    firm = pool[3]
    dossier.log("sme", id=f"S{number + 1:05d}", enterprise=firm["id"], number=f"2022HJ440114{number + 1:06d}", batch=5,
                announced=date(2022, 11, 29), expires=date(2022, 12, 31), status="入库", state="作废", data_source="合成", remark="重复导入")


def high_tech(dossier, firms):
    """881 certificates valid at year end: 349 of 2022, 251 of 2021 less 2, 287 of 2020 less 4; those of 2019 ran out."""
    chance = Chance("hightech")
    pool = iter(chance.shuffled([f for f in firms if f["status"] == "在营"][:2300]))
    issued = {2019: [date(2019, 12, 2)], 2020: [date(2020, 12, 1), date(2020, 12, 9)], 2021: [date(2021, 12, 20)],
              2022: [date(2022, 12, 19), date(2022, 12, 22)]}
    lost = {2020: ["撤销", "迁出", "迁出", "迁出"], 2021: ["迁出", "迁出"]}
    fields = ["电子信息", "生物与新医药", "新材料", "高技术服务", "新能源与节能", "资源与环境", "先进制造与自动化"]
    number, old = 0, []
    for year, wanted in ((2019, 198), (2020, 287), (2021, 251), (2022, 349)):
        for at in range(wanted):
            number += 1
            again = year == 2022 and at < 118
            firm = old[at] if again else next(pool)["id"]
            if year == 2019:
                old.append(firm)
            day = chance.one(issued[year])
            expires = date(day.year + 3, day.month, day.day) - timedelta(days=1)
            status, ended = "有效", expires
            if year == 2019:
                status = "到期"
            elif at < len(lost.get(year, [])):
                status, ended = lost[year][at], date(2022, 3 + at, 18)
            dossier.log("hightech", id=f"G{number:05d}", enterprise=firm, certificate=f"GRHJ{year}44{number:06d}", year=year,
                        kind="重新认定" if again else "首次", issued=day, expires=expires, field=chance.one(fields), status=status,
                        ended=ended, state="通过", data_source="合成")
    for kind in ("草稿", "作废"):
        number += 1
        dossier.log("hightech", id=f"G{number:05d}", enterprise=next(pool)["id"], certificate=f"GRHJ202244{number:06d}", year=2022,
                    kind="首次", issued=date(2022, 12, 22), expires=date(2025, 12, 21), field="新材料", status="有效",
                    ended=date(2025, 12, 21), state=kind, data_source="合成")


def titles(dossier, firms):
    """Titles of distinction; a firm may hold several. Stock at year end 11, 30 and 410; new ones 2, 2 and 3."""
    chance = Chance("titles")
    pool = chance.shuffled([f for f in firms if f["status"] == "在营"][:1500])
    number = 0

    def give(title, count, start, announced, expired=False, status="有效"):
        nonlocal number
        for at in range(count):
            number += 1
            day = announced[at % len(announced)]
            expires = date(day.year + 3, day.month, day.day) - timedelta(days=1)
            dossier.log("titles", id=f"T{number:04d}", enterprise=pool[start + at]["id"], title=title, year=day.year, batch=1 + at % 3,
                        announced=day, expires=expires, status=status, state="通过", data_source="合成")

    small, key, province = "专精特新“小巨人”", "重点“小巨人”", "专精特新中小企业"
    give(small, 9, 0, [date(2020, 11, 13), date(2021, 7, 19)])
    give(small, 2, 9, [date(2022, 9, 8)])
    give(small, 1, 900, [date(2019, 6, 5)], status="失效")
    give(key, 2, 3, [date(2022, 8, 30)])
    give(key, 1, 0, [date(2021, 9, 22)])
    give(province, 22, 0, [date(2020, 12, 14), date(2021, 12, 27)])
    give(province, 8, 22, [date(2022, 10, 26)])
    give(province, 3, 905, [date(2018, 12, 20)], status="失效")
    give("创新型中小企业", 410, 0, [date(2022, 6, 30), date(2022, 9, 28), date(2022, 12, 12)])
    give("创新型中小企业", 6, 910, [date(2023, 2, 14)])
    give("省级企业技术中心", 19, 100, [date(2020, 9, 16), date(2021, 9, 29)])
    give("省级企业技术中心", 3, 119, [date(2022, 10, 18)])
    give("市级企业技术中心", 24, 130, [date(2021, 11, 8), date(2022, 11, 3)])
    give("单项冠军", 1, 2, [date(2021, 11, 19)])


def nursery(dossier, firms):
    chance = Chance("nursery")
    pool = chance.shuffled([f for f in firms if f["status"] == "在营"][:2200])
    number = at = 0
    plan = [("专精特新梯队", 272, None), ("专精特新梯队", 19, "达标"), ("专精特新梯队", 6, "不符合"),
            ("小升规工业", 274, None), ("小升规工业", 63, "达标"), ("小升规工业", 8, "放弃"), ("小升规工业", 3, "迁出"), ("小升规商贸", 41, None)]
    for kind, wanted, reason in plan:
        for _ in range(wanted):
            number, at = number + 1, at + 1
            gone = chance.workday(date(2022, 3, 1), date(2022, 12, 20)) if reason else None
            entered = chance.workday(date(2021, 6, 1), date(2022, 2, 20) if reason else date(2022, 11, 30))
            dossier.log("nursery", id=f"K{number:04d}", enterprise=pool[at]["id"], pool=kind, entered=entered, basis="镇街摸排推荐",
                        tier=chance.one(["种子", "成长", "冲刺"]) if kind == "专精特新梯队" else None,
                        revenue=as_wan(chance.between(420, 1980) * 1_000_000), left=gone, left_reason=reason, state="通过", data_source="合成")


def carriers(dossier):
    """16 incubators and 11 makerspaces with 325,236.50 平方米 together; one stopped and one accelerator stay out."""
    chance = Chance("carriers")
    areas = [38642.30, 31280.00, 27415.60, 24300.00, 22186.40, 19860.00, 17320.50, 16480.00, 15264.80, 14100.00, 13275.00, 12460.30,
             11380.00, 10264.20, 9350.00, 8120.00]
    small = [6420.00, 4180.50, 3960.00, 3312.40, 2985.00, 2740.00, 2468.30, 2210.00, 1986.20, 1785.00]
    cents = [round(a * 100) for a in areas + small]
    cents.append(32523650 - sum(cents))
    assert 100_000 < cents[-1] < 200_000, cents[-1]
    levels = ["省级", "省级", "市级", "市级"] + ["区级"] * 5 + ["未评级"] * 7 + ["国家级", "省级"] + ["区级"] * 4 + ["未评级"] * 5
    for n, (cent, level) in enumerate(zip(cents, levels), 1):
        kind = "孵化器" if n <= 16 else "众创空间"
        national = date(2022, 7, 22) if level == "国家级" else None
        dossier.log("carriers", id=f"H{n:02d}", name=f"合成{kind}{n if n <= 16 else n - 16:02d}号", kind=kind, level=level, national_on=national,
                    recognised=national or (date(2019 + n % 3, 3 + n % 8, 15) if level != "未评级" else None), town=chance.one(TOWNS),
                    area=f"{cent // 100}.{cent % 100:02d}", tenants=chance.between(18, 74), graduates=chance.between(2, 16),
                    jobs=chance.between(210, 430) if n <= 16 else chance.between(60, 150),
                    evaluation="合格" if n % 9 == 0 else chance.one(["优秀", "良好", "良好", "合格"]) if n != 21 else "不合格",
                    opened=date(2016 + n % 6, 1 + n % 12, 8), status="运营", state="通过", data_source="合成")
    dossier.log("carriers", id="H28", name="合成孵化器停运01号", kind="孵化器", level="未评级", town="花东镇", area="5200.00", opened=date(2015, 4, 1),
                closed=date(2021, 10, 31), status="停运", state="通过", data_source="合成")
    dossier.log("carriers", id="H29", name="合成加速器01号", kind="加速器", level="未评级", town="秀全街", area="9800.00", opened=date(2020, 5, 6),
                status="运营", state="通过", data_source="合成")


def build(dossier, officers):
    firms = register(dossier)
    made = visits(dossier, firms, officers)
    issues(dossier, made)
    small_tech(dossier, firms)
    high_tech(dossier, firms)
    titles(dossier, firms)
    nursery(dossier, firms)
    carriers(dossier)
    return firms
