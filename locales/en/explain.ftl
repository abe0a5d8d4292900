explain-missing = missing ({ $why })
explain-rows = { $table }: { $total } rows, { $counted } counted, { $left } left out
explain-not-met = does not meet "{ $condition }"
explain-more = {"  "}… { $count } more rows; --rows lists them all
