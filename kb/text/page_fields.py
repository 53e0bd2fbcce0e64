"""The fields that government web pages print above a document: 索引号, 发文机关, 主题分类 and their like."""

import re

# Only such as no document says of itself in its own text: a form has a 名称 as well.
_NAMES = """
    索引号 信息索引 信息索引号 统一编号 登记号 规范性文件编号 规范性文件统一编号 规范性文件登记号 主题分类
    主题词 信息分类 信息类别 体裁分类 组配分类 公文种类 服务对象 服务对象分类 所属主题 所属分类 发布机构
    发布单位 发布机关 发文机关 发文机构 发文单位 制定机关 制定单位 印发机关 印发单位 公开机构 公开主体
    公开责任部门 责任部门 成文日期 成文时间 发文日期 发文时间 印发日期 印发时间 生成日期 生成时间 发布日期
    发布时间 公布日期 公开日期 公开时间 发文字号 发文文号 文件字号 文件编号 文号 标题 信息名称 文件名称 名称
    公开方式 公开属性 公开类别 公开范围 公开形式 公开时限 公开程序 公开渠道 有效性 时效性 时效 时效状态
    效力状态 文件状态 有效期 有效期限 有效期至 有效期止 有效期截止 有效截止日期 施行日期 实施日期 生效日期
    执行日期 施行时间 实施时间 生效时间 失效日期 失效时间 废止日期 废止时间 关键词 关键字 信息来源 来源 稿源
    内容概述
"""
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_BLANK = r"[\s\u00a0\u3000]{0,4}"
_NAME = "|".join(_BLANK.join(name) for name in sorted(_NAMES.split(), key=len, reverse=True))
_LABEL = re.compile(rf"[\[【]?(?:{_NAME})[\]】]?{_BLANK}[:：]?")
_FIELD = re.compile(rf"(?<![\u4e00-\u9fff])[\[【]?(?P<name>{_NAME})[\]】]?{_BLANK}[:：]{_BLANK}")
_EDGES = " \t\u00a0\u3000|｜[]【】"
_LONGEST_VALUE = 120
_LONGEST_LABEL = 24


def is_field_label(text: str) -> bool:
    """Tell whether a text is the name of a field and nothing else."""
    return len(text) <= _LONGEST_LABEL and bool(_LABEL.fullmatch(text.strip()))


def fields_of(line: str) -> list[tuple[str, str]]:
    """Return the fields that a line consists of, with their values; none where it says anything else before them."""
    found = list(_FIELD.finditer(line))
    if not found or line[: found[0].start()].strip(_EDGES):
        return []
    ends = [*(match.start() for match in found[1:]), len(line)]
    values = [line[match.end() : end].strip(_EDGES) for match, end in zip(found, ends, strict=True)]
    if max(map(len, values)) > _LONGEST_VALUE:
        return []
    return [(_SPACES.sub("", match["name"]), value) for match, value in zip(found, values, strict=True)]
