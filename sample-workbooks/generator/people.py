"""Invented people. Names are put together from two lists; nobody is meant."""

SURNAMES = (
    "陆 顾 沈 柳 蒋 韩 唐 许 邹 贺 梁 罗 宋 郑 谢 董 袁 潘 于 杜 程 曹 彭 曾 萧 田 汪 范 石 "
    "姚 谭 廖 熊 金 邱 侯 白 江 史 龙 万 段 雷 钱 汤 尹 欧阳"
).split()

GIVEN = (
    "晓岚 思衡 念之 雨棠 明蔚 若溪 子砚 静姝 屿 可沁 文柏 佳禾 泽川 澄 书瑶 立群 海棠 "
    "志远 湛 春妮 景行 梦洁 国栋 朔 秋实 丽娟 建业 苒 一诺 永康 芳菲 少麟 茵 启航 玉珍 "
    "家骏 慕青 恺 小满 德顺 映雪 云帆 蕙 俊峰 采薇 长青 冬梅 乐 向阳 素琴 天佑 月华 樾 "
    "锦程 巧云 大川 雅宁 振兴 知夏"
).split()

DEPARTMENTS = ("天猫运营部", "京东运营部", "抖音运营部", "自营商城部")
POSITIONS = ("店铺运营", "高级店铺运营", "活动运营", "运营助理", "类目运营")


def name(number):
    """The number-th invented name; names of different numbers differ."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]


def names(first, count):
    """A run of names; each scheme has a run of its own."""
    return [name(number) for number in range(first, first + count)]
