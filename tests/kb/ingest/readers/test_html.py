import pytest

from kb.clauses.parse import parse_clauses
from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.grid import MAX_CELLS
from kb.ingest.readers.html.reader import read_html
from kb.ingest.source import parse_source

PROSE = "为支持小微企业发展，现就有关事项通知如下，请各单位结合实际认真贯彻执行，确保各项措施落到实处。"
PORTAL = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>某某市人民政府关于支持企业的通知_某某市人民政府</title>
<meta name="ArticleTitle" content="某某市人民政府关于支持企业的通知"><base href="http://www.example.gov.cn/art/2024/1.html">
<style>p {{color:red}}</style><script>var x = "脚本里的文字。";</script></head><body>
<div class="header"><a href="/">首页</a> | <a href="/zwgk">政务公开</a> | <a href="/hd">互动交流</a></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a> &gt; 正文</div>
<ul class="xxgk"><li><span>索&nbsp;引&nbsp;号：</span><span>330400/2024-00001</span></li>
<li><b>发布机构：</b>某某市人民政府办公室</li><li><b>发文字号：</b>某政发〔2024〕5号</li>
<li><b>成文日期：</b>2024-03-01</li><li><b>有效性：</b></li></ul>
<h1>某某市人民政府<br>关于支持企业的通知</h1>
<div class="info">发布时间：2024-03-05 10:20　来源：市政府办公室　浏览次数：123　字号：[ 大 中 小 ]</div>
<div class="article" id="zoom"><p>各县（市、区）人民政府：</p><p>　　{PROSE}</p>
<p>　　一、支持对象</p><p>　　（一）注册地在本市的
企业。</p><p>　　二、支持标准</p><p>　　按下表执行。面积以100m<sup>2</sup>为限。</p>
<p>表1 补贴标准</p>
<table border="1"><tr><th rowspan="2">类别</th><th colspan="2">上限（万元）</th></tr><tr><th>企业</th><th>个人</th></tr>
<tr><td rowspan="2">甲|类</td><td>100</td><td>20</td></tr><tr><td>80</td><td>10<br>另议</td></tr></table>
<p>附件：<a href="files/a.docx">1.申请表</a></p>
<p style="text-align:right">某某市人民政府&nbsp;&nbsp;&nbsp;</p><p>2024年3月1日</p></div>
<div class="fj"><ul><li><a href="/upload/b.xls">补贴明细.xls</a></li></ul></div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a> 【打印】【关闭窗口】</div>
<div class="related">相关链接：<ul><li><a href="/2.html">关于某某的解读说明</a></li></ul></div>
<div id="footer">主办：某某市人民政府办公室 地址：某路1号 邮编：000000 某ICP备00000000号 网站标识码：0000000000</div>
</body></html>"""


def text_of(markup: str, name: str = "page.html") -> str:
    return read_html(markup.encode(), name).text


def page(body: str) -> str:
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"


def test_keeps_title_fields_text_tables_and_attachments_and_nothing_of_the_site() -> None:
    raw = read_html(PORTAL.encode(), "page.html")
    assert raw.text.split("\n") == [
        "某某市人民政府关于支持企业的通知",
        "索引号：330400/2024-00001",
        "发布机构：某某市人民政府办公室",
        "发文字号：某政发〔2024〕5号",
        "成文日期：2024-03-01",
        "发布时间：2024-03-05 10:20",
        "来源：市政府办公室",
        "各县（市、区）人民政府：",
        PROSE,
        "一、支持对象",
        "（一）注册地在本市的企业。",
        "二、支持标准",
        "按下表执行。面积以100m²为限。",
        "表1 补贴标准",
        "| 类别 | 上限（万元） 企业 | 上限（万元） 个人 |",
        "| --- | --- | --- |",
        "| 甲\\|类 | 100 | 20 |",
        "| 甲\\|类 | 80 | 10 另议 |",
        "附件：1.申请表（http://www.example.gov.cn/art/2024/files/a.docx）",
        "某某市人民政府",
        "2024年3月1日",
        "附件：补贴明细.xls（http://www.example.gov.cn/upload/b.xls）",
        "",
    ]
    assert (raw.encoding, raw.format, raw.is_reflowed, raw.warnings) == ("utf-8", "html", True, ())


def test_metadata_comes_from_the_fields() -> None:
    metadata = parse_source(PORTAL.encode(), "page.html").documents[0].metadata
    assert metadata.title == "某某市人民政府关于支持企业的通知"
    assert metadata.doc_number is not None
    assert metadata.doc_number.value == "某政发〔2024〕5号"
    assert [one.value for one in metadata.issuers] == ["某某市人民政府"]
    assert metadata.published is not None
    assert metadata.published.value == "2024-03-01"


def test_fields_of_a_page_are_a_note_also_where_nothing_is_numbered() -> None:
    text = f"某市关于节日安排的通知\n索引号：1\n发布日期：2024年1月2日\n{PROSE}\n特此通知。\n"
    assert [(clause.address, clause.kind) for clause in parse_clauses(text).clauses] == [
        ("标题", "title"),
        ("题注", "note"),
        ("正文", "body"),
        ("第1段", "paragraph"),
        ("第2段", "paragraph"),
    ]


def test_an_info_table_and_a_page_laid_out_in_tables() -> None:
    body = (
        "<table><tr><td><table><tr><td><b>索 引 号：</b></td><td>A/1</td><td><b>主题分类：</b></td><td>财政</td></tr>"
        "<tr><td><b>标　　题：</b></td><td colspan=3>某省关于某事的意见</td></tr></table></td></tr></table>"
        f"<table><tr><td id=main><p>某省关于</p>"
        f"<p>某事的意见</p><p>某政办〔2023〕1号</p><p>{PROSE}</p></td></tr></table>"
    )
    assert text_of(page(body)).split("\n") == [
        "某省关于某事的意见",
        "索引号：A/1",
        "主题分类：财政",
        "某政办〔2023〕1号",
        PROSE,
        "",
    ]


def test_an_order_keeps_its_place_above_what_it_publishes() -> None:
    body = (
        "<h3>某某条例</h3><div><p>中华人民共和国国务院令</p><p>第700号</p>"
        "<p>《某某条例》已经2018年9月6日国务院第23次常务会议修订通过，现将修订后的《某某条例》公布，自2019年3月1日起施行。</p>"
        "<p>2018年11月6日</p><p>某某条例</p><p>第一条　为了规范某某行为，制定本条例。</p></div>"
    )
    lines = text_of(page(body)).split("\n")
    assert lines[:2] == ["中华人民共和国国务院令", "第700号"]
    assert lines.count("某某条例") == 1


def test_prints_the_numbers_of_lists() -> None:
    body = (
        f"<p>{PROSE}</p><ol><li>第一项内容。</li><li>第二项内容。</li></ol><ol type='a' start='3'><li>其三。</li></ol>"
        "<ol><li>（一）自带编号。</li></ol><ul><li>无编号。</li></ul>"
    )
    assert text_of(page(body)).split("\n")[1:6] == [
        "1. 第一项内容。",
        "2. 第二项内容。",
        "c. 其三。",
        "（一）自带编号。",
        "无编号。",
    ]


def test_sentences_that_speak_of_sites_are_text() -> None:
    said = "各单位要加强网站管理，建设整体联动的政务新媒体矩阵，未经许可不得转载，技术支持：另行通知。"
    assert said in text_of(page(f"<div><p>{PROSE}</p><p>{said}</p></div>"))


def test_prose_in_two_columns_is_kept_whole() -> None:
    second = PROSE.replace("小微", "中型")
    assert text_of(page(f"<div><p>{PROSE}</p></div><div><p>{second}</p></div>")) == f"{PROSE}\n{second}\n"


def test_lines_wrapped_within_a_paragraph_are_left_to_be_joined() -> None:
    wrapped = "<br>".join(["一行没有结束的文字共有二十个字刚好写满", "第二行接着写也没有结束要看第三行的内容"] * 3)
    assert not read_html(page(f"<pre>{wrapped}</pre>").encode(), "p.html").is_reflowed


def test_what_styles_hide_is_left_out_but_not_where_all_is_hidden() -> None:
    assert text_of(page(f"<p>{PROSE}</p><p style='display: none'>隐藏的话。</p>")) == f"{PROSE}\n"
    raw = read_html(page(f"<div style='display:none'><p>{PROSE}</p></div>").encode(), "p.html")
    assert (raw.text, raw.warnings) == (f"{PROSE}\n", ("网页上的文字全部标为隐藏，已照样读取",))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (f"<meta charset=gb2312><p>{PROSE}鎔</p>".encode("gbk"), "gb18030"),
        (f'<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>{PROSE}鎔</p>'.encode("gbk"), "gb18030"),
        (f"<p>{PROSE}鎔</p>".encode("gb18030"), "gb18030"),
        (f"<meta charset=gb2312><p>{PROSE}鎔</p>".encode(), "utf-8"),
        (b"\xff\xfe" + f"<p>{PROSE}鎔</p>".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_tells_the_encoding(data: bytes, encoding: str) -> None:
    raw = read_html(data, "p.html")
    assert (raw.text, raw.encoding) == (f"{PROSE}鎔\n", encoding)


def test_damaged_bytes_are_told_of() -> None:
    data = f"<meta charset=gb2312><p>{PROSE}".encode("gbk") + b"\xff\xff</p>"
    assert read_html(data, "p.html").warnings == ("有 2 处字符无法解码，已显示为“\ufffd”",)


def test_broken_markup_is_read() -> None:
    assert (
        text_of(
            f"<div><p>{PROSE}<p>第二段。</div></span><table><tr><td>没有结束的表格里也有一句完整的话，一个字都不能丢，哪怕标签残缺。"
        )
        == f"{PROSE}\n第二段。\n没有结束的表格里也有一句完整的话，一个字都不能丢，哪怕标签残缺。\n"
    )


def test_a_file_without_tags_is_plain_text() -> None:
    raw = read_html(f"{PROSE}\n第二行".encode(), "p.htm")
    assert (raw.text, raw.is_reflowed) == (f"{PROSE}\n第二行", False)
    assert raw.warnings == ("文件里没有网页标签，按纯文本读取",)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<html><frameset><frame src=a.html></frameset></html>", "框架页"),
        ("<html><body><img src=a.png></body></html>", "只有图片"),
        ("<html><body><div id=app></div><script>x()</script></body></html>", "由脚本生成"),
    ],
)
def test_a_page_without_words_says_why(markup: str, reason: str) -> None:
    with pytest.raises(EmptySource, match=reason):
        read_html(markup.encode(), "p.html")


def test_limits_name_what_was_too_much() -> None:
    with pytest.raises(UnreadableSource, match="嵌套过深"):
        read_html(("<div>" * 5000 + PROSE).encode(), "p.html")
    assert text_of("<div>" * 1500 + PROSE) == f"{PROSE}\n"
    row = "<tr><td>甲</td>" + "<td colspan=1000>乙</td>" * 100 + "</tr>"
    with pytest.raises(SourceTooLarge, match=f"超过 {MAX_CELLS} 格"):
        read_html(f"<table>{row * 10}</table>".encode(), "p.html")
    with pytest.raises(UnreadableSource, match="控制字符"):
        read_html(b"<p>" + b"\x01\x02\x03" * 20, "p.html")
