write-package-failed = The file could not be put together ({ $reason }). Check the free disk space and try again; existing files were not changed.
