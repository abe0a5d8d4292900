"""Works out every measure of measures.toml a second time, in plain Python with exact fractions.

The generator needs the values to score the indicators; the self-check holds them against the published figures.
Hengji itself never reads this: it evaluates the formulas of measures.toml.
"""
from datetime import date, datetime
from fractions import Fraction as F

from .common import wan


def stamp(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def hours(a, b):
    return F(int((stamp(b) - stamp(a)).total_seconds()), 3600)


def money(text):
    """万元."""
    return F(wan(text), 1_000_000)


def compute(d):
    rows = {k: [r for r in v if r["state"] == "通过"] for k, v in d.ledgers.items()}
    end, last = date(2022, 12, 31), date(2021, 12, 31)

    def pick(name, **want):
        return [r for r in rows[name] if all(r.get(k) == v for k, v in want.items())]

    def of_year(some, column, year=2022):
        return [r for r in some if r.get(column) and (r[column] if isinstance(r[column], str) else r[column].isoformat())[:4] == str(year)]

    def valid(some, start, stop, day=end):
        return [r for r in some if r.get(start) and r[start] <= day and (not r.get(stop) or r[stop] >= day)]

    def total(some, column, to=F):
        return sum((to(r[column]) for r in some), F(0))

    m, n = {}, len
    # money
    t = d.tables
    projects = {p["id"]: p for p in t["projects"]}
    paid = lambda **w: sum(money(r["amount"]) for r in t["payments"] if all(r.get(k) == v for k, v in w.items()))
    other = sum(money(r["amount"]) for r in t["outturn_other"])
    m["全年预算数"] = sum(money(r["amount"]) for r in t["budget"])
    m["全年执行数"] = paid() + other
    m["预算执行率"] = m["全年执行数"] / m["全年预算数"]
    m["财政拨款执行数"], m["其他资金执行数"] = paid(), other
    m["项目支出执行数"] = paid(structure="项目支出") + other
    m["基本支出执行数"] = paid() - paid(structure="项目支出")
    m["一般公共预算自评资金"] = paid(structure="项目支出", fund_type="一般公共预算")
    m["基金自评资金"] = paid(fund_type="政府性基金预算")
    m["一般公共预算自评占比"] = m["基金自评占比"] = F(1)
    for name, level, fund in (("一般公共预算一级项目数", "一级", "一般公共预算"), ("一般公共预算二级项目数", "二级", "一般公共预算"),
                              ("基金项目数", "二级", "政府性基金预算")):
        m[name] = sum(p["level"] == level and p["fund_type"] == fund for p in projects.values())
    m["自评项目数"] = sum(p["level"] == "二级" for p in projects.values())
    # innovation
    sme = pick("sme", status="入库")
    m["科小入库数"] = n({r["enterprise"] for r in of_year(sme, "announced")})
    before = n({r["enterprise"] for r in of_year(sme, "announced", 2021)})
    m["科小上年入库数"] = before
    m["科小增长率"] = F(m["科小入库数"] - before, before)
    tech = rows["hightech"]
    m["高企认定数"], m["高企上年认定数"] = n(of_year(tech, "issued")), n(of_year(tech, "issued", 2021))
    m["高企增长率"] = F(m["高企认定数"] - m["高企上年认定数"], m["高企上年认定数"])
    m["高企存量"], m["高企上年存量"] = n(valid(tech, "issued", "ended")), n(valid(tech, "issued", "ended", last))
    m["高企2020年认定数"] = n(of_year(tech, "issued", 2020))
    run = [r for r in pick("carriers", status="运营") if r["kind"] != "加速器"]
    inc, space = [r for r in run if r["kind"] == "孵化器"], [r for r in run if r["kind"] == "众创空间"]
    m["孵化器数"], m["众创空间数"] = n(inc), n(space)
    m["省级孵化器数"], m["市级孵化器数"] = (sum(r["level"] == x for r in inc) for x in ("省级", "市级"))
    m["国家级众创空间数"], m["省级众创空间数"] = (sum(r["level"] == x for r in space) for x in ("国家级", "省级"))
    nation = [r for r in rows["carriers"] if r["level"] == "国家级"]
    m["国家级载体新增数"] = n(of_year(nation, "national_on"))
    m["国家级载体上年数"] = sum(r["national_on"] <= last for r in nation)
    m["孵化总面积"] = total(run, "area") / 10_000
    m["载体就业人数"] = total(run, "jobs")
    m["载体评价合格率"] = F(sum(r["evaluation"] != "不合格" for r in run), n(run))
    # service
    went = list({(r["officer"], r["enterprise"], r["date"]): r for r in reversed(of_year(rows["visits"], "date"))}.values())
    m["走访家次"] = n(went)
    m["走访企业数"] = n({r["enterprise"] for r in went})
    m["服务名单企业数"] = sum(r["status"] == "在营" for r in rows["enterprises"])
    m["实地走访占比"] = F(sum(r["mode"] == "实地" for r in went), m["走访家次"])
    firms = {r["id"]: r for r in rows["enterprises"]}
    industry = {k for k, r in firms.items() if r["above_kind"] == "工业" and r["status"] == "在营"}
    m["规上工业走访覆盖率"] = F(n({r["enterprise"] for r in went if firms[r["enterprise"]]["above_kind"] == "工业"}), n(industry))
    asked = of_year(rows["issues"], "raised")
    done = of_year([r for r in asked if r["outcome"] in ("已解决", "已答复无法解决")], "closed")
    m["问题受理数"] = n(asked)
    m["问题解决数"] = n(of_year(pick("issues", outcome="已解决"), "closed"))
    m["问题解决率"] = F(sum(r["outcome"] == "已解决" for r in done), n(asked))
    m["问题办结率"] = F(n(done), n(asked))
    m["问题平均办理天数"] = sum(hours(r["accepted"], r["closed"]) for r in done) / n(done) / 24
    rated = [r for r in asked if r["satisfaction"]]
    m["问题满意率"] = F(sum(r["satisfaction"] in ("非常满意", "满意") for r in rated), n(rated))
    m["政策文件数"] = n(of_year(rows["policies"], "issued"))
    # growing
    names = {"重点小巨人新增数": "重点“小巨人”", "小巨人新增数": "专精特新“小巨人”", "省级企业技术中心新增数": "省级企业技术中心"}
    for name, title in names.items():
        m[name] = n(of_year(pick("titles", title=title), "announced"))
    names = {"小巨人存量": "专精特新“小巨人”", "省级专精特新存量": "专精特新中小企业", "创新型中小企业存量": "创新型中小企业"}
    for name, title in names.items():
        m[name] = n(valid(pick("titles", title=title, status="有效"), "announced", "expires"))
    m["梯队库企业数"] = n(valid(pick("nursery", pool="专精特新梯队"), "entered", "left"))
    m["小升规库企业数"] = n(valid(pick("nursery", pool="小升规工业"), "entered", "left"))
    m["小升规达标数"] = n(of_year(pick("nursery", pool="小升规工业", left_reason="达标"), "left"))
    met = of_year(rows["chains"], "date")
    m["链长会议次数"], m["议定事项完成率"] = n(met), total(met, "done") / total(met, "items")
    # network
    masts = pick("stations", generation="5G")
    new = of_year(masts, "built")
    m["基站年度新建数"] = n(new)
    m["基站累计数"] = n([r for r in valid(masts, "built", "removed") if r["status"] != "在建"])
    m["基站开通率"] = F(sum(r["status"] == "开通" for r in new), n(new))
    m["基站共享率"] = F(sum(r["shared"] for r in new), n(new))
    planned = [r for r in rows["villages"] if r["status"] != "未规划"]
    m["三线规划村数"], m["三线线路长度"] = n(of_year(planned, "planned")), total(planned, "length")
    told = of_year(rows["complaints"], "received")
    shut = [r for r in told if r["result"] != "办理中"]
    m["信息化投诉量"] = n(told)
    m["投诉24小时受理率"] = F(sum(hours(r["received"], r["accepted"]) <= 24 for r in told), n(told))
    m["投诉办结率"] = F(n(shut), n(told))
    m["投诉平均办结时长"] = sum(hours(r["received"], r["closed"]) for r in shut) / n(shut)
    m["投诉满意率"] = F(sum(r["satisfied"] in ("非常满意", "满意") for r in shut), n(shut))
    down = sum(F(r["minutes"]) * F(int(r["weight"][:-1]), 100) for r in of_year(rows["outages"], "start"))
    m["网络可用率"] = 1 - down / (365 * 1440)
    m["网络故障次数"] = n(of_year(rows["outages"], "start"))
    # parks
    m["重点地块数"] = n(pick("plots", key_plot=True))
    accepted = of_year(pick("plots", stage="验收"), "accepted")
    m["整治完成面积"] = total(accepted, "done_area")
    m["整治计划面积"] = total([r for r in rows["plots"] if r["planned_area"]], "planned_area")
    m["整治完成率"] = m["整治完成面积"] / m["整治计划面积"]
    m["整治验收合格率"] = F(sum(r["acceptance"] == "合格" for r in accepted), n(accepted))
    m["市试点集聚区数"] = n({r["cluster"] for r in rows["plots"] if r.get("pilot")})
    # trade and consumption
    trade = of_year(rows["trade"], "month")
    m["进出口总额"], m["实际利用外资"] = total(trade, "total"), total(trade, "foreign")
    m["新设外资企业数"] = total(trade, "new_firms")
    port = rows["clearance"]
    m["进口通关压缩率"] = 1 - total(port, "import_hours") / total(port, "import_last")
    m["出口通关压缩率"] = 1 - total(port, "export_hours") / total(port, "export_last")
    shops = of_year(rows["first_stores"], "signed")
    m["首店数"], m["首店投资额"] = n(shops), total(shops, "investment", money) / 10_000
    fairs = of_year(rows["campaigns"], "start")
    m["促消费活动场次"], m["参与商户数"] = n(fairs), total(fairs, "merchants")
    m["活动带动消费额"], m["活动到场人次"] = total(fairs, "driven", money) / 10_000, total(fairs, "visitors")
    coupons = [r for r in fairs if r.get("redeemed")]
    m["消费券核销额"] = total(coupons, "redeemed", money)
    m["消费券核销率"] = m["消费券核销额"] / total(coupons, "issued", money)
    m["消费券拉动倍数"] = total(coupons, "orders", money) / m["消费券核销额"]
    for name, column, to in (("商圈销售增长率", "sales", money), ("商圈客流增长率", "visitors", F)):
        m[name] = total(rows["districts"], column, to) / total(rows["districts"], column + "_last", to) - 1
    m["商圈销售额"] = total(rows["districts"], "sales", money) / 10_000
    # ecology
    trips = of_year(rows["inspections"], "date")
    m["联合检查次数"], m["联合检查人次"] = n(trips), total(trips, "people")
    ids = {r["id"] for r in trips}
    seen = [r for r in rows["checks"] if r["inspection"] in ids]
    m["检查点位数"] = n({r["point"] for r in seen})
    m["检查点次"], m["名录点位数"] = n(seen), n(rows["points"])
    m["点位规范率"] = F(sum(r["situation"] != "发现非法拆解" for r in seen), n(seen))
    piles = of_year(pick("chargers", status="投运"), "opened")
    m["充电桩投运数"] = n(piles)
    m["快充桩投运数"], m["慢充桩投运数"] = (sum(r["kind"] == k for r in piles) for k in ("快充", "慢充"))
    m["充电总功率"] = total(piles, "power")
    m["重要用户数"] = sum(r["class"] in ("优保", "A类") for r in rows["key_users"])
    power = of_year(rows["transformers"], "accepted")
    m["增容台区数"], m["增容容量"] = n(power), total(power, "capacity")
    m["每千伏安补贴"] = total(power, "subsidy", money) * 10_000 / m["增容容量"]
    m["增容补贴"] = total(power, "subsidy", money)
    # aid
    aid = of_year(rows["aid"], "paid_on")
    kind = lambda k: [r for r in aid if r["kind"] == k]
    m["东西部协作项目数"], m["驻镇帮扶项目数"], m["省内帮扶项目数"] = (n(kind(k)) for k in ("东西部协作", "驻镇帮镇扶村", "省内对口帮扶"))
    m["帮扶拨付率"] = total(aid, "paid", money) / total(aid, "planned", money)
    m["帮扶带动就业"] = total(kind("东西部协作"), "jobs")
    m["驻镇受益户数"] = total(kind("驻镇帮镇扶村"), "households")
    m["省级典型案例数"] = sum(r["kind"] == "典型案例" and r["level"] == "省" for r in rows["honours"])
    m["帮扶荣誉数"] = n(of_year(rows["honours"], "date"))
    return m
