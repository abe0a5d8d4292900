report-open-brace = a brace is never closed
report-open-brace-help = close it on the same line; to print a brace itself, put a backslash before it
report-bad-placement = only {"{"}@图 name{"}"} and {"{"}@表 name{"}"} are known
report-empty-braces = no formula between the braces; write {"{"}formula : format{"}"} or {"{"}#name formula : format{"}"}
report-bad-format = unknown format word "{ $word }"; known: a unit, N位, 千分位, 无千分位, 无单位, 中文数字
