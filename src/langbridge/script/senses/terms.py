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
    ("消息", "訊息", "(?:[你您]有|未读的?)[^，。]{0,4}", "", "a message that is received"),
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
    ("水平", "水平", "[摆放调]得|保持|呈|与地面|垂直(?:和|与|、|及|或)", "", "level, not a standard"),
    ("水平", "水平", "", "滚动|方向|线|面|轴|居中|对齐|翻转|排列|放置|距离|分割|移动|位置|视角", "level, not a standard"),
    ("水平", "水平", "", "扩展|分片|拆分|间距|边|宽|仪|尺", "level, not a standard"),
    ("水平", "水準", "[语术活育理识业学国界进薪资费疗价率文作产务入准高低]|平均|历史|当前|目前|人均|总体|整体", "", "a standard"),
    ("水平", "水準", "", r"(?:很|较|更|最|不|已|也|远)?(?:高|低|差|提[高升]|上升|下降|参差|相当|的提)", "a standard"),
    ("社区", "社群", "开源|开发者?|用户|线上|在线|技术|游戏|玩家|学术|研究|粉丝|网络|虚拟|[A-Za-z] ?", "", "people who share an interest"),
    ("社区", "社群", "", "版|贡献|驱动|维护|成员|运营|论坛|帖子|支持|里的开发|的开发", "people who share an interest"),
    ("社区", "社區", "居民|街道|小|住宅|当地|老旧|智慧", "", "a neighbourhood"),
    ("社区", "社區", "", "居民|医院|服务中心|卫生|里的老|老人|大学|食堂|养老|矫正|工作者|诊所", "a neighbourhood"),
    ("对象", "物件", "面向|创建|返回|实例化|全局|JSON ?|[A-Za-z_] ?|声明|类的|普通|空|子|父", "", "of a program"),
    ("对象", "物件", "", "属性|方法|实例|模型|存储|字段|引用|字面量|序列化|解构|类型|的属性|的方法|池", "of a program"),
    ("对象", "對象", "[找谈的]|研究|服务|攻击|打击|结婚|合作|适用|主要|投资", "", "who or what something is aimed at"),
    ("对象", "對象", "调查|交往|保护|监管|潜在|竞争|收购", "", "who or what something is aimed at"),
    ("对象", "對象", "", "是[个一位]|包括|为|主要", "who or what something is aimed at"),
    (
        "函数",
        "函數",
        "二次|一次|三角|指数|对数|线性|损失|目标|成本|概率|密度|分布|连续|周期|效用|生产|需求|激活|凸|正弦|余弦|核|价值|奖励|代价",
        "",
        "in mathematics",
    ),
    ("函数", "函數", "", "图像|图象|值域|定义域|曲线|单调|极值|的导数|求导|空间|逼近|的最小值|的最大值", "in mathematics"),
    ("函数", "函式", "调用|定义|编写|声明|回调|匿名|构造|内置|自定义|异步|主|工具|[A-Za-z)] ?|箭头|纯|库|[个段]", "", "of a program"),
    ("函数", "函式", "", "返回|调用|名|库|参数|签名|体|声明|定义|指针|式|接受|接收|执行|里|中|内部|重载", "of a program"),
    ("激活", "啟用", "", "您的|账[户号]|帐[户号]|许可|功能|码|产品|设备|会员|选项|插件|状态|按钮|窗口|服务|[A-Za-z]", "to switch on"),
    ("激活", "啟用", "账[户号]|帐[户号]|自动|重新|未|已|点击|手动", "", "to switch on"),
    ("激活", "激活", "", "(?:了)?(?:经济|市场|细胞|潜能|活力|消费|创新|乡村|人心|免疫)", "to bring to life"),
    ("导入", "匯入", "", "数据|文件|模块|包|库|配置|联系人|照片|表格|通讯录|[A-Za-z]|项目|模型|图片|证书", "into a program"),
    ("导入", "匯入", "批量|数据|文件|模块|一键|语句|重新", "", "into a program"),
    ("导入", "導入", "", "期|新|先进|管理|制度|流程|概念|系统|自动化|工厂|产线", "to bring into use"),
    ("调度", "排程", "任务|进程|线程|作业|请求|GPU ?|集群|内核|算力|批|资源|[A-Za-z] ?", "", "of a computer's tasks"),
    ("调度", "排程", "", "器|算法|策略|任务|队列|线程|进程|框架|延迟", "of a computer's tasks"),
    ("调度", "調度", "", "列车|车辆|人员|电力|资金|员|室|中心|令", "of people and things"),
    ("调度", "調度", "车辆|人员|电力|水库|物流|列车|骑手|资金|运力", "", "of people and things"),
    ("镜像", "映像檔", "Docker ?|容器|系统|构建|拉取|光盘|磁盘|推送|基础|[A-Za-z] ?", "", "a disk's or a container's contents"),
    ("镜像", "映像檔", "", "仓库|文件|体积|大小|构建|版本|标签", "a disk's or a container's contents"),
    ("镜像", "鏡像", "", "站|网站|世界|对称|翻转|神经|反射", "a mirror image"),
    ("声明", "宣告", "变量|函数|类型|显式|隐式|接口|前向|包|[A-Za-z] ?", "", "in a program"),
    ("声明", "宣告", "", "[一二两]?个?(?:变量|函数|类型|常量|接口|式|一个类|对象)", "in a program"),
    ("声明", "聲明", "发表|发布|联合|公开|免责|隐私|版权|郑重|书面|官方|一份|[的在]", "", "what somebody makes known"),
    ("声明", "聲明", "", "称|中|说|表示|指出|书|，", "what somebody makes known"),
    ("访问", "存取", "", "权限|控制|令牌|修饰符|密钥|速度|数据|内存|文件|磁盘|数据库|变量|字段|成员|接口|[A-Z]", "to reach data"),
    ("访问", "存取", "内存|数据|随机|远程|文件|磁盘|并发|未授权|越权", "", "to reach data"),
    ("访问", "訪問", "国事|正式|首次|友好|出国|抵达|应邀|[日对]", "", "to call on somebody"),
    ("访问", "訪問", "", "[中美日韩英法德俄印]国?|欧洲|期间|团|学者|量|者|行程", "to call on somebody"),
    ("进程", "處理序", "主|子|父|守护|后台|线程(?:和|与|、|或)|杀死|启动|[个条]|[A-Za-z] ?|操作系统|多", "", "of an operating system"),
    ("进程", "處理序", "", "间通信|号|池|崩溃|调度|退出|占用|内存|优先级|管理器", "of an operating system"),
    ("进程", "進程", "历史|改革|谈判|工业化|城市化|商业化|国产化|现代化|和平|[化业的]|推进|加快|全球化", "", "how something goes on"),
    ("回调", "回呼", "", "函数|地址|接口|地狱|方法|机制|参数|[A-Za-z]|通知", "of a program"),
    ("回调", "回呼", "异步|注册|触发|[A-Za-z] ?", "", "of a program"),
    ("回调", "回檔", "股价|金价|油价|币价|大幅|小幅|技术性|市场|指数|高位|板块|估值", "", "prices that fall back"),
    ("回调", "回檔", "", "了?(?:[0-9]|超过|幅度|压力|至|到|逾|约)", "prices that fall back"),
    ("收益率", "殖利率", "国?债券?|到期|美债|股息|年期|股利", "", "of bonds and dividends"),
    ("收益率", "殖利率", "", "曲线|倒挂", "of bonds and dividends"),
    ("收益率", "收益率", "投资|年化|资产|基金|组合|策略|回报", "", "what an investment brings"),
    ("文件", "檔案", "", "(?:拖|复制|粘贴|移动|重命名|加密|丢失|损坏|不存在|太大|过大|已)", "a computer's file"),
    ("文件", "檔案", "(?:把|将|点击[^，。]{0,5}|选择|选中|拖[动拽]|解析|生成|导[入出]|查找|替换)", "", "a computer's file"),
    ("打开", "打開", "", "[了过着](?!.{0,4}(?:应用|文件|浏览器|网页|设置|终端|程序|[A-Za-z]))", "to open"),
    ("项目", "項目", "田径|体育|球类|游泳|公益|娱乐|服务|支出|收入|费用|训练|表演|单项|大", "", "an item on a list"),
    ("合約", "合约", "期貨|智慧|選擇權|永續|近月|[A-Za-z] ?", "", "of an exchange or a chain"),
    ("合約", "合同", "簽訂?|簽署|簽了|租賃|勞動|買賣|採購|年|的|份|紙", "", "an agreement"),
    ("變數", "变数", "最大的?|充滿|增添|政治|仍有|諸多", "", "what is uncertain"),
    ("變數", "变量", "環境|全域|區域|宣告|個|常數|自|因|隨機|[A-Za-z] ?", "", "of a program or in mathematics"),
    ("變數", "变量", "", "名|值|型|宣告|的值|設|儲存", "of a program or in mathematics"),
    ("呼叫", "调用", "函式|方法|遠端|API ?|工具|遞迴|系統|[A-Za-z)] ?", "", "of a program"),
    ("呼叫", "调用", "", "函式|方法|端|者|堆疊|API|工具|[A-Za-z]|次數", "of a program"),
    ("宣告", "声明", "變數|函式|型別|[A-Za-z] ?", "", "in a program"),
    ("宣告", "声明", "", "變數|函式|型別|式|為常數", "in a program"),
    ("宣告", "宣告", "", "破產|失敗|獨立|死亡|結束|無效|緩刑", "to make known"),
    ("物件", "对象", "", "導向|的屬性|的方法|屬性|模型|實例|[A-Z]", "of a program"),
    ("管道", "渠道", "銷售|通路|多元|溝通|行銷|資訊|融資|申訴|正式|各種|取得|購買|宣傳|獲利", "", "a way to reach people"),
    ("成長", "增长", "營收|經濟|業績|獲利|年|季|用戶|使用者|銷售|快速|大幅|高速|市場|需求|指數|[%％]|數字|人口|流量", "", "of a figure"),
    ("成長", "增长", "", "率|[0-9]|[一二三四五六七八九十兩]成|幅度|動能|曲線|駭客|引擎|點|近|逾|約|超過|倍", "of a figure"),
    ("成長", "成长", "孩子|兒童|個人|自我|青少年|心靈|學習|學生|健康|陪伴|的", "", "of a person"),
    ("成長", "成长", "", "過程|背景|環境|歷程|茁壯|心態", "of a person"),
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
