pack-unreadable = the notice pack cannot be read: { $why }
pack-help = correct this line; see docs/reference/pack.md
pack-unknown-key = a notice pack has no "{ $key }" here; known: { $allowed }
pack-format = the pack has format { $format }; this program knows 1, so update it
