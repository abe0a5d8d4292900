explain-missing = 缺（{ $why }）
explain-rows = { $table }：共 { $total } 行，计入 { $counted } 行，未计入 { $left } 行
explain-not-met = 不满足“{ $condition }”
explain-more = {"  "}……另有 { $count } 行，用 --rows 全部列出
