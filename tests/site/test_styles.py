"""Articles in the styles of other people's sites: whatever generator they are for, they come through whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from langbridge.article import Article, read_article
from langbridge.pipeline import Conversions
from langbridge.values import HANS_CN, HANT, HANT_HK, HANT_TW, LanguageTag

STYLES = sorted((Path(__file__).parent / "styles").glob("*.md"))
_HAN = re.compile("[\u4e00-\u9fff]")
# What has to be in the output as it is, of each style.
KEPT = {
    "hexo-next": [
        "cover: /images/树莓派.jpg",
        "{% post_link 烧录镜像 ",
        "of=/dev/sdb",
        "lang:yaml https://example.com/配置.yml ",
        "主机: 树莓派",
        "{% asset_img 接线图.png 600",
        "{{ 模板 }}",
        "{% tabs 安装方式, 1 %}",
        "<!-- endtab -->",
    ],
    "mkdocs-material": [
        "`配置/默认.yml`",
        "    软件: 默认\n\n    网络: 开启\n",
        "(下载.md#软件列表){ .md-button",
        '--8<-- "片段/软件.md"',
        "{{ 变量.软件 }} {% if 企业版 %}",
        "{# 软件的注释 #}",
        "{ .表格 }",
        "安装 软件\n",
    ],
    "jekyll-chirpy": [
        "path: /assets/img/网络.png",
        "{:toc}",
        "src='/视频/网络.mp4'",
        "def 发送(信息):",
        "{% post_url 2025-09-01-服务器 %}",
        "(/assets/软件.png){: width",
        "这段不会显示：软件",
        "网络 = 服务器 + 客户端",
        "{{ 网络 }}",
    ],
    "docusaurus": [
        "slug: /安装",
        "import 组件 from '@site/src/组件';",
        '{ "软件": "默认" }',
        '<Tabs groupId="软件">',
        "(./页面.md#软件设置)",
    ],
    "hugo-stack": [
        'image = "封面.jpg"',
        "{{ 软件 }}",
        '"posts/数据库.md#备份"',
        'link="/图片/结构.png"',
        "SELECT * FROM 用户;",
        "服务器 --> 数据库",
    ],
}
CHANGED = {
    "hexo-next": [
        "{% note warning 開始之前 %}",
        "上一篇文章的說明 %}",
        "<!-- tab 圖形介面@desktop -->",
        "硬體筆記",
        '"網線接在左邊"',
        ", 去論壇討論,",
    ],
    "mkdocs-material": [
        '!!! warning "升級之前的注意事項"',
        "    請備份資料庫。",
        '??? question "為什麼連線失敗？"',
        "        檢查埠",
        '=== "圖形',
        "        選擇",
    ],
    "jekyll-chirpy": ["title='網路丟包的", "alt: 網路結構", 'title="軟體的', "_圖片的說明文字_"],
    "docusaurus": [":::note 系統要求", "**預設**", "::: details 點選檢視完整的", ":::tip 巢狀的提示"],
    "hugo-stack": ['title="網路結構"', 'caption="遷移之後的網路"', "(#附錄資訊)", "## 附錄資訊"],
}


@pytest.fixture(scope="module")
def conversions() -> Conversions:
    return Conversions()


def read(path: Path, data: bytes | None = None) -> Article:
    return read_article(path.read_bytes() if data is None else data, path=path)


@pytest.mark.parametrize("target", [HANT, HANT_TW, HANT_HK, HANS_CN], ids=str)
@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_the_invariants_hold_and_a_second_conversion_changes_nothing(path: Path, target: LanguageTag, conversions: Conversions) -> None:
    # Raises InvariantError where a promise would be broken.
    conversion = conversions.convert_article(read(path), target)
    text = conversion.text.encode()
    assert conversions.convert_article(read(path, text), target).text == conversion.text
    for kept in KEPT[path.stem]:
        assert kept in conversion.text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_titles_and_contents_are_converted(path: Path, conversions: Conversions) -> None:
    text = conversions.convert_article(read(path), HANT_TW).text
    assert [one for one in CHANGED[path.stem] if one not in text] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_most_of_an_article_is_text(path: Path) -> None:
    article = read(path)
    han = {True: 0, False: 0}
    for part in article.parts:
        han[part.kind.convertible] += len(_HAN.findall(article.text, part.start, part.end))
    assert han[True] > han[False]
