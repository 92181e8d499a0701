"""Glossary forms with several senses, where what stands around them tells which: 法案通过 is passed, 通过合作 is by means of.

The glossary lists the readings; here is only the evidence.  Where there is none, the glossary's first reading stands and a person is asked.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class _Evidence(NamedTuple):
    reading: str
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    reason: str


_REACH = 12
"""How much text on either side is looked at, in code points."""

_END = r"$|[，。；：、！？,.;:!?)）」”\"\n]"

# Form, reading, what ends before it, what begins behind it (either, or both where both are given; neither: what is left), why.
_ROWS: list[tuple[str, str, str, str, str]] = [
    ("通过", "通過", "", rf"了|过(?!程)|{_END}", "passed: nothing is named that it is done by"),
    (
        "通过",
        "通過",
        "",
        "率|(?:[^，。]{0,4})?(?:测试|测验|考试|面试|检验|检查|检测|审核|审查|审批|审议|评审|评估|认证|验证|资格|安检|关卡|表决|投票|图灵|初选|终审|法案|议案"
        "|决议|预算|提案|草案|修正案|法律|条例|隧道|路口|海关)",
        "to pass a test, a vote or a place",
    ),
    ("通过", "通過", "法案|议案|决议|草案|提案|修正案|预算案?|条例|三读|二读|一致|高票|全票|投票|表决|获得?|审议", "", "passed by a vote"),
    ("通过", "透過", "", r"[^，。；！？]{1,12}", "by means of what follows"),
    ("消息", "訊息", "发送|接收|推送|发出|群发|撤回|转发|未读|即时|加密|错误|提示|聊天|系统|[条则]", "", "a message that is sent"),
    ("消息", "訊息", "", "队列|推送|框|列表|通知|中间件|传递|格式|体(?!系)|机制|类型|提醒|已读|传输|代理", "a message that is sent"),
    ("消息", "消息", "好|坏|的|据|有|最新|内部|独家|小道|收购|重磅|市场|官方", "", "news"),
    ("消息", "消息", "", f"人士|称|指出|传|传出|一出|面|灵通|进一步|{_END}", "news"),
    ("文件", "檔案", "打开|保存|删除|上传|下载|创建|新建|读取|写入|压缩|配置|日志", "", "a computer's file"),
    ("文件", "檔案", "文本|源|头|二进制|图片|音频|本地|个|[A-Za-z] ?", "", "a computer's file"),
    ("文件", "檔案", "", "夹|名|系统|路径|大小|格式|扩展|上传|下载|传输|目录|类型|描述符|共享|列表|权限", "a computer's file"),
    ("文件", "文件", "政策|法律|法院|政府|官方|机密|招股|申报|监管|红头|证明|解密|签署|备案|法庭|通知|指导性?|监管", "", "a document"),
    ("文件", "文件", "", "显示|指出|称|规定|要求|精神|披露|中提到", "a document"),
    ("视频", "視訊", "", "会议|通话|通讯|聊天|电话|连线", "people who see each other"),
    ("视频", "影片", "短|长|拍摄?|观看|上传|发布|生成|剪辑|宣传|教学|在线|[个条段支部]", "", "a film"),
    ("视频", "影片", "", "网站|平台|博主|创作|生成|内容|模型|剪辑|号|号主|制作|素材|里|中", "a film"),
    ("程序", "程序", "法律|司法|诉讼|审批|行政|民事|刑事|正当|申请|破产|仲裁|听证|立法|选举|手续|法定|简易|规定", "", "a procedure"),
    ("程序", "程序", "", "正义|性|违法|合法|法", "a procedure"),
    ("程序", "程式", "应用|计算机|电脑|编写|小|执行|客户端|驱动|脚本|子|主|恶意|写|[A-Za-z] ?", "", "a program"),
    ("程序", "程式", "", "员|设计|语言|代码|崩溃|包|库|集|开发|运行", "a program"),
    ("推理", "推論", "", "芯片|成本|算力|速度|引擎|服务|加速|框架|延迟|吞吐|侧|端|卡|集群|请求|开销|部署|硬件|预算", "running a model"),
    ("推理", "推論", "训练(?:和|与|、|及|或)", "", "running a model, beside training it"),
    ("推理", "推理", "", "模型|能力|过程|链|步骤|题|任务|小说|逻辑|思维|问题|论证", "reasoning"),
    ("推理", "推理", "逻辑|逐步|数学|常识|因果|多步|链式|演绎|归纳|复杂|深度|学会|怎么|强大的?", "", "reasoning"),
    ("支持", "支援", "", "多种|各种|所有|最[新高大多]|[0-9A-Za-z]|中文|英文", "what a program can handle"),
    ("支持", "支援", "", "[^，。]{0,8}(?:格式|协议|浏览器|文件|插件|语言|上下文|分辨率|接口|版本|输入|输出)", "what a program can handle"),
    ("支持", "支持", "资金|政策|坚定|大力|公开|表示|获得?|得到|[的在]|金融|强力|舆论|民众|鼎力|全力", "", "backing"),
    ("支持", "支持", "", f"者|率|政府|总统|候选|这一|该|国家|政策|改革|发展|{_END}", "backing"),
    ("设备", "裝置", "移动|智能|手持|可?穿戴|电子|终端|物联网|边缘|蓝牙|便携|用户|存储|手机|[A-Za-z] ?", "", "a device"),
    ("设备", "設備", "生产|机械|大型|医疗|制造|半导体|通信|网络|工业|实验|厨房|消防|发电", "", "equipment"),
    ("窗口", "視窗", "弹出|浏览器|应用|终端|命令行|新|关闭|对话|主|子|最小化|悬浮", "", "a window on a screen"),
    ("窗口", "窗口", "时间|上下文|机会|服务|办事|注意力|滑动|政策|战略|发展", "", "an opening or a span"),
    ("项目", "項目", "比赛|运动|检查|体检|收费|竞赛|得分|奥运|评分|考试", "", "an item on a list"),
    ("项目", "專案", "开源|这个|该|一个|软件|研究|代码|设立|启动|合作|开发|投资|整个|公司", "", "a project"),
    ("项目", "專案", "", "经理|管理|负责人|组|团队|进度|部|方|库|名称", "a project"),
    ("打开", "開啟", "", "应用|文件|浏览器|网页|链接|设置|菜单|终端|程序|选项|功能|开关|通知|权限|蓝牙|文档|[A-Za-z]", "on a computer"),
    ("打开", "打開", "", "支票|门|窗|局面|市场|大门|箱|盒|思路|话匣|眼界|空间|通道", "to open"),
    ("透過", "透过", "", "窗|玻璃|簾|雲|霧|縫|樹", "seen through"),
    ("透過", "通过", "", r"[^，。；！？]{1,12}", "by means of what follows"),
    ("資料", "数据", "訓練|大量|海量|使用者|用戶|個人|合成|標註|原始|[筆份]|即時|結構化|敏感|財務|統計|實驗", "", "data"),
    ("資料", "数据", "", "庫|集|中心|科學|分析|結構|量|流|隱私|保護|驅動|工程|治理|外洩|品質|標註|探勘|點|表", "data"),
    ("資料", "资料", "背景|參考|書面|歷史|聯絡|個人檔案|書籍|圖書|文獻|查|徵信", "", "reference material"),
    ("資料", "数据", "", "", "data: nothing around it speaks of reference material"),
    ("回饋", "回馈", "", "社會|股東|家鄉|鄉里|地方|客戶|金|禮", "to give back"),
    ("回饋", "反馈", "", "", "feedback: nobody around it is given anything back"),
    ("Podcast", "Podcast", "[A-Za-z] ?", "", "in a programme's name"),
    ("影片", "视频", "短|[支部段]|觀看|上傳|剪輯|教學|宣傳|生成|線上", "", "a video"),
    ("影片", "视频", "", "平台|網站|生成|創作|串流|剪輯|內容|模型", "a video"),
    ("文件", "文档", "技術|開發|說明|官方|API ?|產品|線上|撰寫|閱讀", "", "documentation"),
    ("推論", "推理", "", "成本|速度|引擎|服務|算力|晶片|框架|需求|階段|效能|模型", "running a model"),
    ("推論", "推理", "訓練(?:和|與|、|及|或)|用於", "", "running a model, beside training it"),
]  # fmt: skip


@cache
def _evidence(form: str) -> list[_Evidence]:
    return [
        _Evidence(
            reading,
            re.compile(f"(?:{before})\\Z") if before else None,
            re.compile(f"(?:{behind})") if behind else None,
            reason,
        )
        for one, reading, before, behind, reason in _ROWS
        if one == form
    ]


def read_term(text: str, start: int, end: int, readings: tuple[str, ...]) -> tuple[str, str] | None:
    """Which of a form's readings its surroundings speak for, and why; None where nothing does.  The first row that fits decides."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    for one in _evidence(text[start:end]):
        if (one.before is None or one.before.search(before)) and (one.behind is None or one.behind.match(behind)):
            return (one.reading, one.reason) if one.reading in readings else None
    return None
