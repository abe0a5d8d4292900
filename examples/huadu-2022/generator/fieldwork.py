"""Ledgers about places, equipment, events and inspections."""
from datetime import date, timedelta

from .common import TOWNS, Chance, as_wan, share, wan

SYN = dict(state="通过", data_source="合成")


def stations(dossier):
    """5,619 standing at year end: 4,258 built before 2022 and 1,378 in 2022, less 17 taken down."""
    chance = Chance("stations")
    plan = [(2019, 412), (2020, 1716), (2021, 2130), (2022, 1378)]
    number, rows = 0, []
    for year, count in plan:
        for _ in range(count):
            built = chance.workday(date(year, 1, 4), date(year, 12, 28))
            lag = chance.between(3, 40)
            opened = built + timedelta(days=lag)
            waiting = year == 2022 and (opened.year > 2022 or chance.between(1, 40) == 1)
            rows.append(dict(generation="5G", built=built, opened=None if waiting else opened, status="建成" if waiting else "开通"))
    for at in range(17):  # nine in 2021, eight in 2022
        row = rows[at * 97 + 5]
        row["status"], row["removed"] = "拆除", date(2021 if at < 9 else 2022, 3 + at % 8, 16)
        assert row["built"] < row["removed"]
    for _ in range(38):
        rows.append(dict(generation="4G", built=chance.workday(date(2022, 1, 4), date(2022, 12, 20)), status="建成"))
    for _ in range(14):
        rows.append(dict(generation="5G", status="在建"))
    rows.append(dict(generation="5G", built=date(2022, 12, 27), status="建成", state="草稿"))
    for row in rows:
        number += 1
        dossier.log("stations", **{**SYN, **row, "id": f"N{number:05d}", "code": f"HJ{number:06d}", "town": chance.one(TOWNS),
                    "operator": chance.weighted([("铁塔", 58), ("移动", 18), ("联通", 12), ("电信", 12)]), "shared": chance.between(1, 100) <= 81,
                    "kind": chance.weighted([("宏站", 62), ("室分", 22), ("微站", 16)])})


def villages(dossier):
    chance = Chance("villages")
    for n in range(1, 66):
        planned = n <= 62
        dossier.log("villages", id=f"X{n:03d}", town=TOWNS[4 + n % 6], village=f"合成行政村{n:02d}", pilot=n <= 20,
                    planned=chance.workday(date(2022, 3, 1), date(2022, 11, 30)) if planned else None,
                    length=f"{chance.between(30, 86) / 10:.1f}", investment=as_wan(chance.between(20, 90) * 100_000) if planned else None,
                    status=("已完成" if n <= 14 else "施工中" if n <= 30 else "已规划") if planned else "未规划", **SYN)


def plots(dossier):
    """58 key plots; 120 公顷 planned and accepted in the year, in 22 plots."""
    chance = Chance("plots")
    done = [x for x in share(1_200_000, [chance.between(60, 140) for _ in range(22)])]
    for n in range(1, 97):
        key, finished = n <= 58, n <= 22
        area = done[n - 1] if finished else chance.between(9_000, 88_000)
        whole = area + (chance.between(0, 9_000) if finished else 0)
        hectares = lambda x: f"{x // 10_000}.{x % 10_000:04d}"
        day = chance.workday(date(2022, 5, 9), date(2022, 12, 21)) if finished else None
        dossier.log("plots", id=f"D{n:03d}", code=f"HJ-DK-{n:03d}", town=TOWNS[5 + n % 5], cluster="岐山村村镇工业集聚区" if n in (3, 27) else
                    "广塘村村镇工业集聚区" if n in (4, 28) else f"合成集聚区{n % 19:02d}", area=hectares(whole), key_plot=key,
                    ownership="集体" if n % 5 else "国有", method=chance.one(["综合整治", "工改工", "工改商", "工改新", "拆除复垦", "功能置换"]),
                    planned_area=hectares(area) if finished else None, done_area=hectares(area) if finished else None,
                    selected=date(2022, 2, 25) if key else date(2020, 6, 30), accepted=day, acceptance="合格" if finished else None,
                    stage="验收" if finished else chance.one(["甄选", "方案", "报批", "实施"]),
                    pilot="市试点项目（2022年第一批）" if n in (3, 4) else None, **SYN)
    dossier.log("plots", id="D097", code="HJ-DK-097", town="花东镇", area="3.2000", key_plot=False, ownership="集体", method="综合整治",
                planned_area=None, done_area="3.2000", selected=date(2020, 6, 30), accepted=date(2021, 12, 15), acceptance="合格", stage="验收", **SYN)


def campaigns(dossier):
    rows = [("全国消费促进月暨汽车消费节区内首站活动", "国", (6, 3), (6, 12), 186, "52.40", None, None, None, "9860", 68200),
            ("六月惠民消费活动", "区", (6, 10), (6, 30), 212, "41.60", None, None, None, "7420", 82400),
            ("金秋商圈消费季", "区", (9, 9), (10, 16), 264, "46.30", None, None, None, "10150", 97600),
            ("区消费券发放活动", "区", (7, 15), (11, 30), 318, "38.50", "820.00", "752.30", "4130.80", "8640", 54300),
            ("国际购物节区分会场", "市", (11, 25), (12, 11), 174, "44.20", None, None, None, "6280", 43800)]
    for n, (name, level, start, end, shops, cost, issued, redeemed, orders, driven, people) in enumerate(rows, 1):
        dossier.log("campaigns", id=f"C{n:02d}", name=name, level=level, start=date(2022, *start), end=date(2022, *end), merchants=shops, cost=cost,
                    issued=issued, redeemed=redeemed, orders=orders, driven=driven, scope="参与商户活动期间销售额较活动前日均增量折算", visitors=people, **SYN)
    dossier.log("campaigns", id="C06", name="迎春购物节（上年）", level="区", start=date(2021, 1, 22), end=date(2021, 2, 10), merchants=120, cost="30.00",
                driven="3100", scope="同上", visitors=31000, **SYN)
    dossier.log("campaigns", id="C07", name="年末家居消费周（取消）", level="区", start=date(2022, 12, 23), end=date(2022, 12, 30),
                state="作废", data_source="合成", remark="因防控要求取消")


def inspections(dossier):
    """30 inspections with 505 person-times at 90 sites; some sites were seen twice."""
    chance = Chance("inspections")
    people = share(505, [chance.between(70, 130) for _ in range(30)])
    points = [f"HJ-CJ-{n:03d}" for n in range(1, 97)]
    for n, code in enumerate(points, 1):
        dossier.log("points", id=f"Y{n:03d}", code=code, town=TOWNS[n % 10], kind=chance.one(["露天拆解", "汽修兼营", "废品站兼营"]),
                    found=date(2020 + n % 2, 1 + n % 12, 10), **SYN)
    departments = ["公安", "市场监管", "生态环境", "综合执法", "应急", "镇街"]
    days = sorted(chance.workday(date(2022, 1, 10), date(2022, 12, 16)) for _ in range(30))
    line, order = 0, chance.shuffled(range(1, 91))
    again = chance.shuffled(range(1, 91))[:24]
    for n, (day, crew) in enumerate(zip(days, people), 1):
        dossier.log("inspections", id=f"L{n:02d}", date=day, town=TOWNS[n % 10], departments=["科工商信"] + chance.shuffled(departments)[:3],
                    people=crew, vehicles=max(2, crew // 5), **SYN)
        seen = order[(n - 1) * 3:n * 3] + (again[(n - 7):(n - 6)] if 7 <= n <= 30 else [])
        for site in dict.fromkeys(seen):
            line += 1
            bad = line in (9, 31, 58)
            dossier.log("checks", id=f"R{line:03d}", inspection=f"L{n:02d}", point=f"Y{site:03d}",
                        situation="发现非法拆解" if bad else chance.one(["已清理", "转作他用", "空置", "正常合法"]),
                        disposal="现场取缔" if bad else None, rechecked=day + timedelta(days=8) if bad else None, **SYN)
    dossier.log("inspections", id="L31", date=date(2021, 12, 14), town="炭步镇", departments=["科工商信", "公安"], people=14, vehicles=3, **SYN)
    dossier.log("inspections", id="L32", date=date(2022, 12, 28), town="赤坭镇", departments=["科工商信", "镇街"], people=12, vehicles=2,
                state="草稿", data_source="合成")


def chargers(dossier):
    """253 put into service in 2022: 169 fast and 84 slow."""
    chance = Chance("chargers")
    number = 0
    for year, fast, slow in ((2020, 96, 140), (2021, 131, 118), (2022, 169, 84)):
        for kind in ["快充"] * fast + ["慢充"] * slow:
            number += 1
            opened = chance.workday(date(year, 1, 6), date(year, 12, 23))
            dossier.log("chargers", id=f"U{number:04d}", code=f"HJ-ZJ-{number:04d}", station=f"合成充电站{chance.between(1, 46):02d}",
                        town=chance.one(TOWNS), kind=kind, power=chance.one(["60", "80", "120"]) if kind == "快充" else "7", guns=2 if kind == "快充" else 1,
                        built=opened - timedelta(days=chance.between(5, 40)), opened=opened, nature=chance.weighted([("公共", 8), ("专用", 2)]),
                        status="投运", **SYN)
    for _ in range(21):
        number += 1
        dossier.log("chargers", id=f"U{number:04d}", code=f"HJ-ZJ-{number:04d}", station="合成充电站47", town="花城街", kind="快充", power="120", guns=2,
                    nature="公共", status="在建", **SYN)
    number += 1
    dossier.log("chargers", id=f"U{number:04d}", code=f"HJ-ZJ-{number:04d}", station="合成充电站12", town="新华街", kind="慢充", power="7", guns=1,
                built=date(2022, 8, 2), opened=date(2022, 8, 20), nature="公共", status="投运", state="作废", data_source="合成", remark="编号重复登记")


def key_users(dossier, firms):
    chance = Chance("users")
    for n, firm in enumerate([f for f in firms if f["scale"] in ("大型", "中型")][:34], 1):
        dossier.log("key_users", id=f"O{n:02d}", enterprise=firm["id"], **{"class": "优保" if n <= 12 else "A类" if n <= 32 else "B类"}, version="2022年修订版",
                    load=str(chance.between(30, 420) * 10), effective=date(2022, 6, 20), **SYN)


def aid(dossier):
    rows = [
        ("特色农产品交易中心", "东西部协作", "受援县甲", "产业", "市级", "260", "260", "248.6", "完工", None, 640, 182),
        ("果蔬初加工与冷链设施", "东西部协作", "受援县甲", "产业", "市级", "300", "300", "289.4", "完工", None, 720, 214),
        ("设施蔬菜示范基地", "东西部协作", "受援县甲", "产业", "区级", "120", "120", "115.2", "投用", (10, 18), 310, 126),
        ("劳务协作与技能培训", "东西部协作", "受援县甲", "人才", "区级", "80", "80", "78.5", "验收", (11, 8), 420, 236),
        ("乡村振兴示范点建设", "东西部协作", "受援县甲", "乡村振兴示范", "区级", "110", "106", "98.3", "完工", None, 380, 64),
        ("村级卫生服务能力提升", "东西部协作", "受援县甲", "医疗", "社会捐赠", "60", "60", "58.1", "验收", (9, 27), 900, 8),
        ("中小学数字教室", "东西部协作", "受援县甲", "教育", "社会捐赠", "48", "48", "47.2", "投用", (9, 1), 560, 4),
        ("乡镇圩镇环境提升", "驻镇帮镇扶村", "受援镇乙", "基础设施", "区级", "86", "86", "82.4", "验收", (11, 20), 520, 18),
        ("村道硬底化", "驻镇帮镇扶村", "受援镇乙", "基础设施", "区级", "64", "64", "60.9", "完工", None, 380, 12),
        ("饮水工程改造", "驻镇帮镇扶村", "受援镇乙", "基础设施", "区级", "52", "52", "51.6", "验收", (10, 12), 430, 6),
        ("特色种植合作社", "驻镇帮镇扶村", "受援镇乙", "产业", "社会捐赠", "36", "36", "35.2", "投用", (8, 30), 210, 74),
        ("光伏路灯安装", "驻镇帮镇扶村", "受援镇乙", "基础设施", "社会捐赠", "24", "24", "23.8", "验收", (7, 29), 360, 4),
        ("红色教育基地修缮", "驻镇帮镇扶村", "受援镇乙", "党建", "区级", "40", "40", "39.1", "投用", (9, 16), 150, 10),
        ("村级医疗点建设", "驻镇帮镇扶村", "受援镇乙", "医疗", "区级", "32", "32", "30.7", "验收", (11, 3), 410, 5),
        ("农产品展销对接", "驻镇帮镇扶村", "受援镇乙", "消费", "社会捐赠", "18", "18", "17.5", "验收", (12, 2), 240, 16),
        ("支援小学建设", "省内对口帮扶", "受援县丙", "教育", "区级", "210", "210", "204.8", "投用", (9, 1), 1200, 62),
        ("县人民医院设备支援", "省内对口帮扶", "受援县丙", "医疗", "区级", "90", "90", "88.9", "验收", (10, 28), 2600, 6),
        ("产业园道路配套", "省内对口帮扶", "受援县丙", "基础设施", "区级", "110", "110", "101.4", "完工", None, 860, 48),
        ("消费帮扶展销中心", "省内对口帮扶", "受援县丙", "消费", "社会捐赠", "42", "42", "40.2", "投用", (6, 24), 520, 28),
        ("支教支医人才补助", "省内对口帮扶", "受援县丙", "人才", "区级", "38", "38", "38", "验收", (12, 9), 700, 34)]
    for n, (name, kind, place, field, source, planned, paid, spent, progress, used, households, jobs) in enumerate(rows, 1):
        dossier.log("aid", id=f"F{n:02d}", name=name, kind=kind, place=place, field=field, source=source, planned=f"{planned}.00", paid=f"{paid}.00",
                    spent=spent, paid_on=date(2022, 3 + n % 8, 15), started=date(2022, 2 + n % 5, 20), progress=progress,
                    in_use=date(2022, *used) if used else None, households=households, jobs=jobs, **SYN)
    dossier.log("aid", id="F21", name="上年结转水渠维修", kind="驻镇帮镇扶村", place="受援镇乙", field="基础设施", source="区级", planned="20.00", paid="20.00",
                spent="20", paid_on=date(2021, 8, 20), started=date(2021, 9, 1), progress="验收", in_use=date(2021, 12, 1), households=90, jobs=2, **SYN)
    honours = [("交易中心与冷链项目列入受援市年度实事", "实事项目", "市", "受援市政府", (2, 28), "受援市年度实事清单", None),
               ("交易中心与冷链项目协作规模居受援市首位", "规模认定", "市", "受援市乡村振兴部门", (11, 15), "受援市协作项目规模排序说明", True),
               ("党建共建帮扶工作机制经验材料入选省级典型案例", "典型案例", "省", "省乡村振兴部门", (12, 6), "省级驻镇帮镇扶村典型案例汇编（2022年）", True),
               ("三年帮扶成效专版报道", "专版报道", "媒体", "某省级党报", (10, 26), "专版版面存档", None)]
    for n, (name, kind, level, giver, day, document, unique) in enumerate(honours, 1):
        dossier.log("honours", id=f"A{n:02d}", name=name, kind=kind, level=level, giver=giver, date=date(2022, *day), document=document, unique=unique, **SYN)


def complaints(dossier):
    """Every complaint was taken up within 24 hours; durations differ."""
    chance = Chance("complaints")
    rows = []
    for _ in range(436):
        rows.append((chance.moment(chance.day(date(2022, 1, 3), date(2022, 12, 18))), "通过"))
    for _ in range(5):
        rows.append((chance.moment(chance.day(date(2021, 12, 20), date(2021, 12, 30))), "通过"))
    rows += [(chance.moment(date(2022, 10, 26)), "草稿"), (chance.moment(date(2022, 6, 8)), "作废")]
    rows.sort()
    open_ones = {len(rows) - 3, len(rows) - 6, len(rows) - 9}
    for n, (received, state) in enumerate(rows, 1):
        accepted = received + timedelta(minutes=chance.between(6, 1380))
        closed = accepted + timedelta(minutes=chance.between(180, 4600)) if n not in open_ones else None
        stamp = lambda t: t and t.strftime("%Y-%m-%d %H:%M")
        dossier.log("complaints", id=f"I{n:04d}", number=f"HJTS{received.year}{n:05d}", source=chance.weighted(
            [("12345", 52), ("电话", 24), ("网站", 12), ("来访", 5), ("上级转办", 7)]), received=stamp(received),
            category=chance.weighted([("网络中断", 26), ("网速", 24), ("资费", 14), ("基站选址", 18), ("线缆安全", 12), ("电磁干扰", 4), ("其他", 2)]),
            complainant=f"投诉人{n:04d}", phone=f"1390000{chance.between(0, 9999):04d}", town=chance.one(TOWNS), accepted=stamp(accepted),
            closed=stamp(closed), result=chance.weighted([("解决", 78), ("解释", 17), ("不属实", 5)]) if closed else "办理中",
            satisfied=chance.weighted([("非常满意", 44), ("满意", 47), ("基本满意", 6), ("不满意", 3)]) if closed else None, state=state, data_source="合成")
    day = date(2022, 2, 9)
    for n in range(1, 10):
        start = chance.moment(day)
        minutes = chance.between(18, 190)
        dossier.log("outages", id=f"M{n:02d}", start=start.strftime("%Y-%m-%d %H:%M"), end=(start + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M"),
                    scope=f"{chance.one(TOWNS)}部分区域", weight=f"{chance.between(2, 14)}%", minutes=minutes,
                    cause=chance.one(["施工外损", "设备", "电力", "传输"]), **SYN)
        day += timedelta(days=chance.between(24, 38))


def policies(dossier):
    rows = [("《花都区进一步落实暖企专员制度服务规上企业工作方案》", "方案", (2, 16), "R2"), ("《关于进一步优化暖企专员运行机制的工作方案》", "方案", (7, 8), "R2"),
            ("《花都区降低制造业企业成本若干措施》", "措施", (4, 20), "R2"), ("《花都区专精特新培育措施三年行动方案（2022—2024年）》", "方案", (5, 12), "R3"),
            ("《花都区加快推进数字经济与实体经济深度融合实施方案》", "方案", (6, 24), "R4"),
            ("《花都区电子信息和新型显示产业链高质量发展三年行动计划（2021—2023年）》", "计划", (1, 19), "R4"),
            ("《花都区美丽乡村试点村“三线”整治工作方案》", "方案", (3, 30), "R4"), ("《2022年花都区村镇工业集聚区整治提升工作方案》", "方案", (4, 6), "R5"),
            ("《花都区培育建设国际消费中心城市行动方案》", "方案", (8, 26), "R6")]
    for n, (title, kind, day, task) in enumerate(rows, 1):
        issued = date(2022, *day)
        dossier.log("policies", id=f"ZC{n:02d}", title=title, document=f"合成文号〔2022〕{n}号", issuer="区政府及其部门", kind=kind,
                    signed=issued - timedelta(days=3), issued=issued, openness="主动公开", task=task, **SYN)
    dossier.log("policies", id="ZC10", title="《有序用电方案（2022年修订）》", document="合成文号〔2022〕10号", issuer="区政府及其部门", kind="方案",
                signed=date(2022, 11, 3), issued=date(2022, 11, 10), openness="不予公开", task="R8", state="待审", data_source="合成", remark="定密审查中")


def monthly(dossier):
    chance = Chance("monthly")
    foreign = [86, 74, 112, 83, 95, 108, 79, 91, 98, 72, 88, 106]  # 亿元 × 100
    n = 0
    for year in (2021, 2022):
        for month in range(1, 13):
            n += 1
            export, imports = chance.between(395, 560), chance.between(128, 236)
            fdi = foreign[month - 1] if year == 2022 else chance.between(80, 150)
            dossier.log("trade", id=f"WM{n:02d}", month=date(year, month, 28), total=f"{(export + imports) / 10:.2f}", export=f"{export / 10:.2f}",
                        **{"import": f"{imports / 10:.2f}"}, foreign=f"{fdi / 100:.2f}", new_firms=chance.between(2, 6), **SYN)
    for month in range(1, 13):
        last_in, last_out = chance.between(3300, 4200), chance.between(170, 260)
        dossier.log("clearance", id=f"KA{month:02d}", month=date(2022, month, 28), import_hours=f"{last_in * chance.between(876, 912) // 1000 / 100:.2f}",
                    export_hours=f"{last_out * chance.between(905, 942) // 1000 / 100:.2f}", import_last=f"{last_in / 100:.2f}", export_last=f"{last_out / 100:.2f}", **SYN)
    n = 0
    for month in range(1, 13):
        for district, base in (("广州北站", 5200), ("区政府中央商务区", 9800), ("文旅城", 12400), ("狮岭时尚消费", 7600)):
            n += 1
            last = base * chance.between(90, 112)
            people = base * chance.between(55, 70)
            dossier.log("districts", id=f"SQ{n:03d}", month=date(2022, month, 28), district=district, sales=as_wan(last * chance.between(1044, 1130) * 10),
                        sales_last=as_wan(last * 10_000), visitors=people * chance.between(1030, 1096) // 1000, visitors_last=people, **SYN)


def others(dossier):
    chance = Chance("others")
    n = 0
    for chain, count in (("时尚", 4), ("绿色石化和新材料", 3), ("电子信息和新型显示", 4), ("声光电", 3)):
        for at in range(count):
            n += 1
            items = chance.between(4, 7)
            dossier.log("chains", id=f"LZ{n:02d}", chain=chain, date=chance.workday(date(2022, 1 + at * 3, 5), date(2022, 2 + at * 3, 24)), items=items,
                        done=items - (1 if n in (5, 9, 12) else 0), unit="产业链科", **SYN)
    stores = [("某国际汽车品牌体验中心", "体验中心", (4, 21), "58000", "外资", "落地")]
    stores += [(f"合成品牌首店{i:02d}号", chance.one(["品牌首店", "旗舰店"]), (1 + i, 6 + i), str(chance.between(42, 168) * 100), chance.one(["内资", "外资"]), "开业")
               for i in range(1, 9)]
    for n, (name, kind, day, invest, capital, status) in enumerate(stores, 1):
        dossier.log("first_stores", id=f"SD{n:02d}", name=name, kind=kind, signed=date(2022, *day), opened=date(2022, day[0] + 1, 18) if status == "开业" else None,
                    investment=f"{invest}.00", capital=capital, status=status, **SYN)
    capacity = [630, 500, 400, 400, 315, 400, 500, 315, 400, 400, 315, 500, 315]
    money = share(wan("23.6270") // 100, capacity)
    for n, (kva, yuan) in enumerate(zip(capacity, money), 1):
        day = chance.workday(date(2022, 4, 11), date(2022, 10, 28))
        dossier.log("transformers", id=f"TQ{n:02d}", code=f"HJ-TQ-{n:02d}", town=TOWNS[n % 4], village=f"合成城中村{n:02d}", capacity=kva, subsidy=as_wan(yuan * 100),
                    accepted=day, paid=day + timedelta(days=20), **SYN)


def build(dossier, firms):
    stations(dossier)
    villages(dossier)
    plots(dossier)
    campaigns(dossier)
    inspections(dossier)
    chargers(dossier)
    key_users(dossier, firms)
    aid(dossier)
    complaints(dossier)
    policies(dossier)
    monthly(dossier)
    others(dossier)
