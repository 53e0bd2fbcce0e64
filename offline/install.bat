@echo off
chcp 65001 >nul
cd /d "%~dp0"
py -@PYTHON@ -c "" >nul 2>&1
if not errorlevel 1 (
    py -@PYTHON@ install.py %*
    goto end
)
python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@')" >nul 2>&1
if not errorlevel 1 (
    python install.py %*
    goto end
)
echo 错误：没有找到 Python @PYTHON@；请先安装它（python.org 的离线安装程序，勾选 Add to PATH）
:end
if "%~1"=="" pause
