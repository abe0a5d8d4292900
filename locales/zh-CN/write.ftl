write-package-failed = 文件未能生成（{ $reason }）。请检查磁盘空间后重试；原有文件没有改动。
