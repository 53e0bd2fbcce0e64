#!/bin/sh
# 用法：sh install.sh [安装到的目录]
cd "$(dirname "$0")" || exit 2
for python in python@PYTHON@ python3 python; do
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@")'; then
        exec "$python" install.py "$@"
    fi
done
echo "错误：没有找到 Python @PYTHON@；请先安装它（不需要网络的安装程序见 python.org）" >&2
exit 2
