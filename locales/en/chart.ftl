chart-words = { $title }: { $items }.
chart-item = { $name } { $value }
chart-between = {"; "}
chart-full = Full points
chart-score = Score
chart-axis-from = Note: the axis begins at { $from } points
