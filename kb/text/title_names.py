"""What a title is called by: the same document is named with and without its country, its stage, its edition."""

import re

from kb.text.keys import title_key

_PUBLISHES = re.compile(
    r"关于(?:重新|修订)?(?:印发|发布|公布|下发|颁布|颁发|转发)\s*(?P<open>[《〈<＜])?(?P<inner>.+?)(?(open)[》〉>＞]|)"
    r"(?:等[^《》]{0,12})?的(?:通知|公告|通告|决定|令)$"
)
_COUNTRY = "中华人民共和国"
_EDITION = re.compile(
    r"(?:试行|暂行|(?:19|20)\d\d年?(?:最新)?(?:第[一二三四五六七八九十]次)?(?:修正|修订|修改|版)(?:文本|版本|本|版|稿)?|修订(?:版|本|稿)?|修正(?:版|本|文本)?)+$"
)


def name_key(title: str) -> str:
    """Return the key under which a title and the ways of naming it meet.

    Dropped are the country's name in front, 试行 and the edition behind, and the notice that a text was published with
    (关于印发《…》的通知). What the title would be without any character is kept whole.
    """
    published = _PUBLISHES.search(title.strip())
    key = title_key(published["inner"] if published else title)
    key = key.removeprefix(_COUNTRY) or key
    return _EDITION.sub("", key) or key
