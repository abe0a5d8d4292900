chart-words = { $title }：{ $items }。
chart-item = { $name } { $value }
chart-between = ；
chart-full = 满分
chart-score = 得分
chart-axis-from = 注：横轴自{ $from }分起
