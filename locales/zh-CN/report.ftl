report-open-brace = 花括号没有闭合
report-open-brace-help = 在同一行补上右花括号；若要印出花括号本身，在它前面写反斜杠
report-bad-placement = 只认 {"{"}@图 名{"}"} 和 {"{"}@表 名{"}"}
report-empty-braces = 花括号里没有公式；应写成 {"{"}公式 : 格式{"}"} 或 {"{"}#名 公式 : 格式{"}"}
report-bad-format = 格式里不认识“{ $word }”；可用：计量单位、N位、千分位、无千分位、无单位、中文数字
