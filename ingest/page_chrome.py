"""What of a web page is no content: navigation, skip links, the trail of links (パンくず), the contact block.

Municipal pages wrap their minutes in these. They are told by tag, by id and class, and by set phrases
（本文へスキップ, このページに関するお問い合わせ）; nothing is dropped that holds half of the page's Japanese.
"""

import re
from collections.abc import Iterable, Sequence

from lxml import etree, html

from ingest.blocks import Block, Paragraph, Table

CHROME_TAGS = frozenset({"nav", "aside", "header", "footer"})
CHROME_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
# The contact block stands in the last tenth; the same words further up are a heading of the minutes.
MIN_TAIL_BLOCKS = 8
MIN_MENU_LINKS = 3
DROPPED = "dropped"
TAIL_SHARE = 0.1

_UNSEEN_TAG = re.compile(
    "script|style|template|noscript|iframe|object|embed|svg|math|audio|video|canvas|map"
    "|button|select|textarea|input|datalist|rt|rp"
)
_CONTENT_TAG = re.compile("main|article|form|table|thead|tbody|tfoot|tr|td|th|h[1-6]")
# Ids and classes in small letters, without hyphens.
_CHROME_NAME = re.compile(
    "(?:site|global|page)?(?:header|footer)|hd|ft|aside|(?:side|sub)?menu|share|related|kanren|inq|contact"
    "|pagetop|totop|gotop|enquete|questionnaire|hyouka|fontsize|textsize|copyright|search"
)
# Parts of ids and classes: global-nav, pankuzuList, sideNavi.
_CHROME_NAME_PART = re.compile(
    "[gl]?navi?|navigation|breadcrumbs?|crumbs?|pankuzu|topics?path|sidebar|skip(?:links?)?|sns"
    "|inquiry|o?toiawase|banners?"
)
JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
_NAME_PART = re.compile("[A-Z]?[a-z]+")
_CHROME_LINE = re.compile(
    "(?:このページの)?本文(?:へ|に|まで)?(?:スキップ|移動|ジャンプ)(?:する|します)?。?"
    "|(?:ここから|ここまで)(?:が)?(?:本文|メインメニュー|サブメニュー)です。?"
    "|(?:この)?ページの?(?:先頭|トップ|上部?|最初)(?:へ|に)?(?:戻る|もどる)?"
    "|(?:一覧|前のページ|トップページ|ホーム)(?:へ|に)(?:戻る|もどる)"
    "|(?:この|当)(?:情報|ページ|ページの(?:情報|内容)|記事)は、?.{0,24}(?:役に立|分かりやす|見つけやす|参考にな).{0,8}か[。?？]?"
    "|現在(?:の位置|位置|地)[:：]?.{0,200}"
    "|(?:ホーム|トップ|トップページ|HOME|Home)[ \u3000]*[>＞\u203a»].{0,200}"
)
_CONTACT_HEADING = re.compile(
    "(?:この(?:ページ|記事)に(?:関する|ついての))?(?:お問い?合わ?せ先?|ご意見.{0,20})"
)


def drop_unseen(root: html.HtmlElement) -> None:
    """Take out what a browser does not show as text; of ruby, the readings."""
    unseen = [
        e for e in root.iter(etree.Element) if _UNSEEN_TAG.fullmatch(e.tag) or e.get("hidden") is not None
    ]
    _drop(unseen, root)


def main_content(root: html.HtmlElement) -> html.HtmlElement:
    """Drop the chrome; the element to read is ``main`` if that holds most of the rest, else the body."""
    body = root.find(".//body")
    body = root if body is None else body
    most = japanese_length(body) / 2
    _drop(
        [
            e
            for e in body.iterdescendants(etree.Element)
            if _is_chrome(e) and (_is_menu(e) or japanese_length(e) < most)
        ],
        body,
    )
    _drop(_menus_above_heading(body), body)
    mains = [e for e in body.iterdescendants(etree.Element) if e.tag == "main" or e.get("role") == "main"]
    if len(mains) == 1 and 2 * japanese_length(mains[0]) > japanese_length(body):
        return mains[0]
    return body


def without_chrome_lines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop skip links, the trail of links, and the contact block that ends a page."""
    kept = [
        block
        for block in blocks
        if isinstance(block, Table) or not _CHROME_LINE.fullmatch(block.text.strip())
    ]
    tail = max(MIN_TAIL_BLOCKS, int(TAIL_SHARE * len(kept)))
    for index in range(max(1, len(kept) - tail), len(kept)):
        block = kept[index]
        if isinstance(block, Paragraph) and block.level and _CONTACT_HEADING.fullmatch(block.text.strip()):
            return tuple(kept[:index])
    return tuple(kept)


def japanese_length(element: html.HtmlElement) -> int:
    """How many kana and kanji an element holds."""
    return sum(len(JAPANESE.findall(text)) for text in element.itertext(etree.Element))


def _drop(elements: Iterable[html.HtmlElement], root: html.HtmlElement) -> None:
    """Take elements out of the page; what follows them stays."""
    for element in elements:
        element.tag = DROPPED
    etree.strip_elements(root, DROPPED, with_tail=False)


def _menus_above_heading(body: html.HtmlElement) -> list[html.HtmlElement]:
    """The lists of nothing but links that stand before the page's heading."""
    found: list[html.HtmlElement] = []
    for element in body.iter("h1", "ul", "ol"):
        if element.tag == "h1":
            return found
        if _is_menu(element):
            found.append(element)
    return []


def _is_menu(element: html.HtmlElement) -> bool:
    links = element.findall(".//a")
    return len(links) >= MIN_MENU_LINKS and japanese_length(element) == sum(map(japanese_length, links))


def _is_chrome(element: html.HtmlElement) -> bool:
    if _CONTENT_TAG.fullmatch(element.tag):
        return False
    named = any(map(_is_chrome_name, f"{element.get('id', '')} {element.get('class', '')}".split()))
    if not named and element.tag not in CHROME_TAGS and element.get("role") not in CHROME_ROLES:
        return False
    # The header of an article carries its title.
    return element.find(".//h1") is None


def _is_chrome_name(name: str) -> bool:
    parts = [part.lower() for part in _NAME_PART.findall(name)]
    return bool(_CHROME_NAME.fullmatch("".join(parts)) or any(map(_CHROME_NAME_PART.fullmatch, parts)))
