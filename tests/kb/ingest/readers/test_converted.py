"""Files of older and other word processors, and LibreOffice as a guest that leaves no trace."""

import os
import stat
import sys
from pathlib import Path

import pytest

from eval.benchmarks.docx_maker import cell, make_docx, paragraph, run, table
from eval.benchmarks.numbered_docx import numbered_docx
from kb.clauses.parse import parse_clauses
from kb.errors import EmptySource, ReaderStopped, UnreadableSource
from kb.ingest.readers import office
from kb.ingest.readers.converted import read_word
from kb.ingest.readers.docx.reader import OLE_MAGIC
from kb.ingest.readers.office import convert, find_office

_TEXT = """清河市小微企业贷款贴息办法
第一章 总则
第一条 为缓解融资困难，制定本办法。
第二条 本办法所称小微企业，应当符合下列条件：
（一）在本市注册；
（二）单户贷款余额不超过1000万元。
第二章 标准
第三条 贴息标准如下：
（一）首次贷款的，按百分之五十贴息；
（二）其他贷款，按百分之三十贴息。
第四条 本办法自2022年6月26日起施行。"""
_FILTERS = {".docx": "docx:MS Word 2007 XML", ".doc": "doc:MS Word 97", ".odt": "odt:writer8"}


def _require_office() -> None:
    if find_office() is not None:
        return
    message = "LibreOffice (soffice) is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _made(suffix: str, data: bytes) -> bytes:
    _require_office()
    made = convert(data, ".docx", _FILTERS.get(suffix, "rtf:Rich Text Format"), "样本.docx")
    assert made is not None
    return made


@pytest.mark.parametrize("suffix", [".docx", ".doc", ".odt"])
def test_automatic_numbers_survive_the_way_through_libreoffice(suffix: str) -> None:
    data, counted = numbered_docx(_TEXT)
    assert counted == 10
    raw = read_word(_made(suffix, data), f"办法{suffix}")
    assert (raw.format, raw.warnings, raw.is_reflowed) == (suffix[1:], (), True)
    assert raw.text == _TEXT
    assert [clause.address for clause in parse_clauses(raw.text).clauses][-1] == "第四条"


def test_rtf_keeps_its_words_table_and_numbers() -> None:
    _require_office()
    label = r"{\leveltext\'05\u31532?\'00\u26465?\u12288?;}"
    words = "".join(rf"\u{ord(character)}?" for character in "适用范围。")
    rtf = (
        r"{\rtf1\ansi{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc39\levelstartat1\levelfollow2"
        + label.replace("'05", "'04")
        + r"{\levelnumbers\'02;}}\listid7}}{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}}"
        + rf"\pard\ls1\ilvl0 {words}\par\pard\ls1\ilvl0 {words}\par"
        + r"\trowd\cellx2000\cellx4000\pard\intbl \u30002?\cell \u20057?\cell\row"
        + r"\trowd\cellx2000\cellx4000\pard\intbl 1\cell 2\cell\row}"
    )
    raw = read_word(rtf.encode("ascii"), "办法.rtf")
    assert raw.format == "rtf"
    assert raw.text == "第一条　适用范围。\n第二条　适用范围。\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |"


def test_a_file_of_wps_is_one_of_word() -> None:
    rows = table(cell("项目") + cell("金额"), cell("甲") + cell("一"))
    raw = read_word(_made(".doc", make_docx(paragraph("通知") + rows + paragraph("完"))), "通知.wps")
    assert (raw.format, raw.text) == ("wps", "通知\n| 项目 | 金额 |\n| --- | --- |\n| 甲 | 一 |\n完")


def test_what_a_file_holds_counts_not_its_name() -> None:
    raw = read_word(make_docx(paragraph("甲")), "通知.doc")
    assert (raw.format, raw.text) == ("docx", "甲")
    assert raw.warnings == ("扩展名是 .doc，内容其实是 DOCX 格式：已按内容读入",)
    raw = read_word("各有关单位：\n请遵照执行。".encode("gb18030"), "通知.doc")
    assert (raw.format, raw.encoding, raw.text) == ("text", "gb18030", "各有关单位：\n请遵照执行。")
    assert raw.warnings == ("扩展名是 .doc，内容其实是 TXT 格式：已按内容读入",)
    page = "<html><body><h1>关于贴息的通知</h1><p>各有关单位：请遵照执行。</p></body></html>".encode()
    assert read_word(page, "通知.doc").format == "html"
    assert read_word(make_docx(paragraph("甲")), "通知.docm").warnings == ()


def test_an_old_file_under_a_new_name_is_converted() -> None:
    raw = read_word(_made(".doc", make_docx(paragraph("通知正文。"))), "通知.docx")
    assert (raw.format, raw.text) == ("doc", "通知正文。")
    assert raw.warnings == ("扩展名是 .docx，内容其实是 DOC 格式：已按内容读入",)


def test_headers_and_tracked_changes_are_treated_as_in_docx() -> None:
    deleted = '<w:del w:id="1" w:author="甲" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>五</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="甲" w:date="2024-01-01T00:00:00Z">{run("十")}</w:ins>'
    raw = read_word(_made(".doc", make_docx(f"<w:p>{run('补助')}{deleted}{inserted}{run('万元')}</w:p>")), "通知.doc")
    assert raw.text == "补助十万元"
    assert raw.warnings == (
        "文件带有未确认的修订（插入 1 处、删除 1 处）：已按接受全部修订后的文字读入，请核对是否为定稿",
    )


def test_without_libreoffice_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PLACES", ())
    with pytest.raises(UnreadableSource) as refused:
        read_word(OLE_MAGIC + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "通知.wps")
    assert refused.value.message == (
        "读取“通知.wps”需要 LibreOffice，这台机器上没有：请安装（Debian/Ubuntu：apt install "
        "libreoffice-writer-nogui；Windows/macOS：libreoffice.org），或用 Word、WPS 打开后“另存为”DOCX（.docx）再导入"
    )


def test_passwords_are_named() -> None:
    old = OLE_MAGIC + b"\0" * 504 + b"\xec\xa5" + b"\0" * 8 + b"\x00\x01" + b"\0" * 100
    for data, name in ((old, "通知.doc"), (OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), "通知.docx")):
        with pytest.raises(UnreadableSource, match="设有打开密码"):
            read_word(data, name)


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt", ".wps"])
def test_bytes_of_no_kind_are_refused_without_a_guess(suffix: str) -> None:
    with pytest.raises(UnreadableSource, match="不是完好的"):
        read_word(bytes(range(256)) * 8, f"通知{suffix}")
    with pytest.raises(EmptySource, match="没有文字"):
        read_word(b"", f"通知{suffix}")


def test_a_damaged_old_file_is_refused_by_name() -> None:
    _require_office()
    for rest in (b"\xff" * 3000, b"\xff" * 3000 + "WordDocument".encode("utf-16-le")):
        with pytest.raises(UnreadableSource, match=r"LibreOffice 读不了“通知\.doc”"):
            read_word(OLE_MAGIC + rest, "通知.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
class TestGuest:
    """What the converter is given, and what becomes of it."""

    def _stand_in(self, folder: Path, script: str) -> None:
        program = folder / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def test_a_converter_that_hangs_is_ended_with_its_children(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noted = tmp_path / "child"
        self._stand_in(tmp_path, f'/bin/sleep 600 &\necho $! > "{noted}"\nwait')
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        with pytest.raises(ReaderStopped, match=r"LibreOffice 转换“通知\.doc”超过 1 秒，已停止"):
            convert(b"x", ".doc", "docx", "通知.doc", seconds=1.0)
        child = int(noted.read_text())
        state = Path(f"/proc/{child}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"

    def test_it_works_in_a_folder_of_its_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        noted = tmp_path / "noted"
        self._stand_in(
            tmp_path,
            f'echo "$HOME" > "{noted}"; for one; do echo "$one" >> "{noted}"; done\n'
            f'cat profile/user/registrymodifications.xcu >> "{noted}"\n'
            "mkdir made; printf done > made/source.docx",
        )
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        assert convert(b"x", ".doc", "docx:MS Word 2007 XML", "通知.doc") == b"done"
        home, profile, *rest = noted.read_text(encoding="utf-8").splitlines()
        assert profile == f"-env:UserInstallation=file://{home}/profile"
        assert rest[:11] == [
            *("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck"),
            *("--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{home}/made"),
        ]
        assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value>' in "\n".join(rest)
        assert not Path(home).exists()

    def test_nothing_made_is_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stand_in(tmp_path, "exit 1")
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        assert convert(b"x", ".doc", "docx", "通知.doc") is None

    def test_a_program_that_cannot_start_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "find_office", lambda: str(tmp_path / "nothing"))
        assert convert(b"x", ".doc", "docx", "通知.doc") is None
