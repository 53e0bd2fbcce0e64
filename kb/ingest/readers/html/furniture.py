"""What a page prints around a document: where one is, buttons, counters, the site's own imprint."""

import re

UNTOLD = (
    r"点击数?|点击量|点击率|浏览次数|浏览量|阅读次数|阅读量|访问量|访问次数|字号|字体|打印|分享|收藏|视力保护色"
    r"|责任编辑|责编"
)
"""What follows a field on its line and is none."""

_TRAIL = re.compile(
    r"^(?:您?(?:现在|当前)?(?:所在)?的?(?:位置|栏目|页面)|当前位置|您现在的位置|你的位置|所在位置|位置)(?:是|为)?\s*[:：]"
    r"|^首\s?页(?:\s*(?:>|》|›|»|/|-|→|::|＞)+\s*\S{1,20}){1,8}$"
)
_BUTTONS = re.compile(
    r"(?:[\s\u3000|｜【】\[\]（()）:：/·,，、]|打印(?:本页|文本|此页|文章)?|关闭(?:窗口|本页|页面)?|收藏(?:本页)?|分享(?:到|至|文章)?|返回(?:顶部|首页|上页|列表)?"
    r"|字号|字体|字体大小|大小|[大中小]|特大|默认|超大|放大|缩小|恢复|A[+-]?|T[+-]|复制链接|下载(?:本文|全文)?|扫一扫|纠错|我要纠错|朗读|语音播报"
    r"|微信|微博|新浪微博|QQ空间|QQ|人人网|豆瓣|复制|更多|点击|浏览|查看|无障碍(?:阅读|浏览)?|长者(?:版|模式|助手)|简体|繁体|English|TOP|top"
    r"|视力保护色|夜间模式|保护视力色?|用手机查看|手机版|打开|阅读)+"
)
_COUNTER = re.compile(rf"^[\s【\[（(]*(?:{UNTOLD})(?:次数|量|数|人数)?\s*[:：]?\s*[\d,，次]*[\s】\])）]*$")
_AROUND = re.compile(
    r"^(?:上一[篇条页则]|下一[篇条页则]|责任编辑|责编|编辑|审核|相关(?:链接|文章|新闻|阅读|稿件|文件|信息|解读|报道|专题)|延伸阅读|推荐阅读|热门推荐"
    r"|扫一扫|扫码|扫描二维码|分享到|分享至|用微信|温馨提示|回到顶部|返回顶部|网站地图|联系我们|网站声明|站点地图|版权声明|友情链接|图解|一图读懂)"
    r"(?:\s*[:：]|$|在手机|.{0,12}二维码|打开当前页)"
)
_IMPRINT = re.compile(r"版权所有|ICP备|公网安备|网站标识码|copyright ?©|©|All Rights? Reserved", re.IGNORECASE)
# In prose of their own these are what a policy may be about.
_ABOUT_SITE = re.compile(
    r"技术支持\s*[:：]|分辨率|浏览器(?:版本)?访问|网站(?:主办|承办|管理)|未经.{0,12}(?:许可|授权).{0,12}(?:转载|镜像)|网站维护|您(?:是|为)第.{0,20}访问"
)
_SITE_BODY = re.compile(r"^(?:主办(?:单位)?|承办(?:单位)?|协办(?:单位)?)\s*[:：]\S{2,60}$")
_LONGEST_AROUND = 60
_LONGEST_IMPRINT = 160

NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|\w*nav|menu\w*|crumbs?|breadcrumbs?|bread\w*|dqwz|weizhi|curpos|cur_?position|position|location|mianbao\w*|\w*share|share\w*|bdshare\w*"
    r"|fenxiang|print\w*|tool(?:s|bar)?|fontsize|zihao|qr\w*|ewm|erweima|\w*foot(?:er)?|foot\w*|copyright|banner\w*|side(?:bar)?\w*|related\w*|relate|xgwz"
    r"|xgxx|recommend\w*|pag(?:e|er|ination|ing)|prev(?:next)?|login|search\w*|comment\w*|feedback|advert\w*|float\w*|top_?bar|topnav|gotop|hot\w*|rank\w*)(?:$|[\s_\d-])"
)
"""Ids and classes that templates give to what is no document; no more than a hint."""

ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:trs_\w+|ucap-?content|zoom\w*|article\w*|art_?con\w*|news_?con\w*|content\w*|pages_content|detail\w*|main_?text|text|txt|xxgk\w*|body|view)(?:$|[\s_\d-])"
)
"""Ids and classes that templates give to documents; no more than a hint."""


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to the document."""
    plain = line.strip()
    if len(plain) <= _LONGEST_AROUND and (
        _BUTTONS.fullmatch(plain) or _COUNTER.match(plain) or _AROUND.match(plain) or _SITE_BODY.match(plain)
    ):
        return True
    if len(plain) > _LONGEST_IMPRINT:
        return False
    return bool(_TRAIL.match(plain) or _IMPRINT.search(plain))


def is_about_site(line: str) -> bool:
    """Tell whether a line that stands outside the document speaks of the site."""
    return is_furniture(line) or (len(line) <= _LONGEST_IMPRINT and bool(_ABOUT_SITE.search(line)))
