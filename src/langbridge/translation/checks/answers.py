"""Engines that speak for themselves instead of translating: apologies, refusals, quota texts, talk about the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault

# What an engine says, and what the source has where an article truly says so.
_SAYINGS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(said, re.IGNORECASE | re.MULTILINE), re.compile(meant, re.IGNORECASE))
    for said, meant in (
        (
            r"mymemory warning|query length limit|invalid language pair|no query specified|please select two distinct languages",
            "MYMEMORY|QUERY LENGTH",
        ),
        (
            r"\b(?:quota|rate limit|usage limit|request limit|free translations?|credits?) (?:has been |is |was |have been "
            r"|are )?(?:exceeded|reached|used up|exhausted)|"
            r"exceeded (?:your|the) (?:current |daily |monthly )?(?:quota|rate limit|limit)|too many requests"
            r"|you used all available|insufficient (?:credits?|balance|quota)",
            "[额額配限]|次[数數]|请求|請求|用[完尽盡]|超[过過出]|欠[费費]|[余餘]额",
        ),
        (
            r"\bI(?:['’]m| am) (?:so |very |really |truly |terribly )?(?:sorry|afraid)\b|\b(?:I"
            r"|we) (?:sincerely )?apologi[sz]e\b|^\W*(?:sorry|apologies|my apologies|unfortunately)[,:]? (?:but )?(?:I|we"
            r"|this|the|your)\b|^\W*apologies,",
            "抱歉|[对對]不起|不好意思|[遗遺]憾|道歉|可惜|恐怕|[担擔]心|歉|不幸|怕|[难難][过過]|sorry",
        ),
        (
            r"\bas an? (?:ai|artificial intelligence|language model|large language model|assistant|machine)\b(?! (?:company"
            r"|firm|startup|researcher|engineer|investor|chip|scientist|practitioner|enthusiast|lab|platform|native|tool"
            r"|leader|product|system|agent|developer|expert|founder|service|application|model (?:company|maker)|learning))",
            "(?:作[为為]|身[为為]|[当當]|是).{0,8}(?:AI|人工智[能慧]|模型|助手|助理|机器|機器)",
        ),
        (
            r"\bI (?:can(?:no|['’])?t|cannot|am (?:unable|not able) to|won['’]t|will not|do not"
            r"|don['’]t) (?:be able to )?(?:translat|assist|help|compl|fulfil|provid|process|continue with|answer|engage)\w*",
            "[无無]法|不[能会會愿願肯想]|[没沒]法|拒[绝絕]|[没沒]有能力",
        ),
        (
            r"\b(?:here(?:['’]s| is| are)|below is|the following is|this is) (?:the|your|a|an"
            r"|my)? ?(?:\w+ ){0,3}(?:translation|translated|english version|rendering)\b|^\W*(?:english )?translat(?:ion"
            r"|ed(?: text)?)\s*:|^\W*(?:english|target|output|answer|result|response)\s*:(?!\w)|^\W*translation of the",
            "翻[译譯]|[译譯]|英文|英[语語]|[输輸]出|答案|[结結]果|目[标標]|回[答应應]",
        ),
        (
            r"^\W*(?:sure|certainly|of course|absolutely|got it|no problem)\s*[!,.:]\s*(?:here|I|let|below|the|this|please)\b"
            r"|\bI (?:have|['’]ve) translated\b|\blet me (?:know if|translate)\b|\bI hope this (?:helps|translation)",
            "[当當]然|好的|没[问問]题|沒問題|可以|[让讓]我|希望|翻[译譯]|告[诉訴]我",
        ),
        (
            r"^\W*(?:translator['’]?s? )?notes?:|\(?\b(?:translator['’]s note|note: (?:the|this|in|I|some|there)\b)",
            "注|[备備]|提示|[说說]明|留意|小[贴貼]士|[译譯]|note|提醒",
        ),
        (
            r"please (?:provide|paste|enter|share|send|give me|supply) (?:me )?(?:with )?(?:the|your|more|a"
            r"|some)? ?(?:\w+ ){0,2}(?:text|sentence|content|context|source|paragraph|passage)|(?:text|sentence"
            r"|content) (?:you(?:['’]d| would) like|to be translated|you want|you provided|provided)|the (?:provided|given"
            r"|source|original) text",
            "提供|[输輸]入|文本|文字|[发發][给給送]|[粘贴貼]|[内內]容|原文|句子|段落",
        ),
        (
            r"^\s*<(?:!doctype|html|head|body|think)\b|</think>|^\s*[{\[]\s*\"(?:error|message|code|translation|translations"
            r"|text|status)\"|\b(?:50[0234]|429|403) (?:bad gateway|internal server|service|gateway|too many|forbidden"
            r"|server error)|internal server error|service unavailable|bad gateway",
            "html|think|error|服[务務]器|伺服器|网[关關]|閘道|50[0-9]|429|403|[错錯][误誤]",
        ),
        (
            r"^\W*(?:glossary|context|previous paragraph|source(?: text)?|instructions?|system|user|assistant)\s*:",
            "[术術][语語]|[词詞][汇彙]|[上语語]|[来來]源|原文|指[示令]|[说說]明|系[统統]|用[户戶]|使用者|助手|助理|背景|信源",
        ),
        (
            r"\btranslate the following\b|\bfrom (?:simplified |traditional )?chinese (?:in)?to english\b|\bin(?:to)? english(?: is)?:",
            "翻[译譯]|[译譯]|英文|英[语語]",
        ),
        (r"^\s*```", "```"),
    )
)


def check_answer(source: str, target: str) -> Iterator[Fault]:
    """Rule `answer`: what sounds like the engine itself, unless the source says the like."""
    for said, meant in _SAYINGS:
        found = said.search(target)
        if found and not meant.search(source):
            yield Fault("answer", f"the engine speaks itself: “{found[0].strip()[:40]}”")
            return
