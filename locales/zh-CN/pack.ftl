pack-unreadable = 年度方案读不出来：{ $why }
pack-help = 对照 docs/reference/pack.md 改正这一行
pack-unknown-key = 年度方案里没有“{ $key }”这一项，可用：{ $allowed }
pack-format = 年度方案的格式是 { $format }，本程序只认 1；请升级程序
