//! The name that stands on the sheet's tab alone, or in the file's name.

use crate::mapping::spelling::fold;
use crate::mapping::{Field, Mapping};
use crate::scorecard::{Employee, Period};
use crate::workbook::{Located, Location};

/// Surnames of one character, by how common they are. 于 华 计 季 成 and others that begin everyday words are in it all
/// the same: those words are in [`WORDS`].
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾蔡肖萧田董袁潘于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔\
谭廖范汪陆金石戴贾韦夏邱丘方侯邹熊孟秦白江阎闫薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍\
庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房\
滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫\
寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝赖洪付燕芮奚昌酆廉湛禹狄谈茅昝裘贲郁诸钮嵇荀於汲邴糜隗宓郗厉祖束韶郜蓟薄\
邰鄂蔺屠胥莘逄郦雍璩濮扈冀郏浦茹宦慎庾暨衡弘匡阙蔚夔晁訾阚鞠巢蒯荆竺逯桓谌鄢辜冼栗揭邸楚";
/// Surnames of two characters.
const LONG_SURNAMES: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
    "宇文", "长孙", "端木", "独孤", "南宫", "申屠", "轩辕", "百里", "呼延", "闻人", "澹台",
];
/// Everyday words that begin like a name.
const WORDS: &[&str] = &[
    "方案", "成本", "成绩", "管理", "管培", "计划", "任务", "时间", "时薪", "项目", "全部", "全员",
    "全年", "毛利", "单项", "单价", "季度", "余额", "章程", "文案", "文员", "文档", "高管", "高级",
    "安全", "安排", "包装", "平台", "常规", "和谐", "明细", "明星", "商务", "商品", "商城", "师资",
    "应发", "应付", "万元", "路线", "游戏", "向导", "关键", "金额", "石材", "白班", "温馨", "康复",
    "史料", "连锁", "车间", "车队", "古董", "简表", "简历", "吉祥", "房产", "农产", "党支", "党员",
    "党政", "费用", "席位", "应收", "解释", "查询", "景区", "沙龙", "荣誉", "华东", "华南", "华北",
    "华中", "江苏", "江西", "安徽", "云南", "广东", "宁夏", "宁波", "温州", "常州", "金华", "苏州",
    "江浙", "边界", "钱款", "文件", "左侧", "左边", "向前", "汤品", "龙头", "程序", "程度", "马上",
    "米面", "万能", "易购", "施工", "申请", "申报", "许可", "包括", "严重", "关联", "关于", "项次",
    "纪律", "符合", "凌晨", "麦克", "于是", "时段", "时效", "明年", "单据", "单店", "连续", "游客",
    "解决", "解析", "管控", "成员", "和平", "路演", "全勤", "全体", "方法", "方式", "易耗", "金牌",
    "白银", "银牌", "董事", "董秘", "司机", "司法", "付款", "付费", "付出", "付清", "谈判", "谈话",
    "廉洁", "廉政", "衡量", "衡阳", "衡水", "湛江", "荆州", "荆门", "揭阳", "燕郊", "昌平", "诸暨",
    "洪山", "蔡甸", "薄利", "薄弱",
];
/// Words that stand anywhere in tabs that are none.
const JOBS: &[&str] = &[
    "经理", "主管", "总监", "专员", "助理", "客服", "运营", "绩效", "考核", "工资", "模板", "汇总",
    "样表", "空白", "明细",
];
/// Characters with which the names of departments, groups, jobs and lists end.
const ENDS: &str = "部组表店区队科室岗级班版页册簿司厂线处课仓库";

/// Takes the name in a tab or a file's stem for the person's, where no cell bears one and it can be nothing else.
pub(super) fn name(mapping: &Mapping, tab: &str, at: Location, employee: &mut Employee) -> bool {
    if employee.name.is_some() {
        return false;
    }
    let of_card = [&employee.department, &employee.position];
    let of_card: Vec<String> = of_card
        .into_iter()
        .flatten()
        .map(|word| fold(&word.value))
        .collect();
    let is_word = |piece: &str| {
        let own = fold(piece);
        of_card.iter().any(|word| word.contains(&own)) || is_word_of_scheme(mapping, piece)
    };
    let name = name_in(tab.trim(), &is_word);
    employee.named_by_tab = name.is_some();
    employee.name = name.map(|value| Located { value, at });
    employee.named_by_tab
}

/// The one name in a tab: `林某`, `前端-林某`, `3、林某`, `林某（10月）`. A group stands before the name; what stands behind
/// it is a month, a job or a department, else nobody can tell which of the two is the name.
fn name_in(tab: &str, is_word: &dyn Fn(&str) -> bool) -> Option<String> {
    let is_name = |piece: &str| looks_like_a_name(piece) && !is_word(piece);
    let whole: String = tab.chars().filter(|c| !c.is_whitespace()).collect();
    if is_name(&whole) {
        return Some(whole);
    }
    let separators = |c: char| c.is_whitespace() || "-－—–_、.．,，()（）".contains(c);
    let pieces: Vec<&str> = tab
        .split(separators)
        .filter(|piece| !piece.is_empty())
        .collect();
    let mut names = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| is_name(piece));
    let ((index, name), None) = (names.next()?, names.next()) else {
        return None;
    };
    let is_job = |piece: &&str| {
        JOBS.iter().any(|word| piece.contains(word))
            || piece.chars().last().is_some_and(|last| ENDS.contains(last))
            || piece.contains(['月', '年', '季'])
                && Period::part_in(piece, 0).or(Period::find(piece)).is_some()
            || is_word(piece)
    };
    let template = ["模板", "样表", "空白", "汇总", "明细"];
    let is_none = pieces
        .iter()
        .any(|piece| template.iter().any(|word| piece.contains(word)));
    let behind = &pieces[index + 1..];
    let is_digits = |piece: &&str| piece.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = || behind.iter().all(is_digits) && Period::find(&behind.join("-")).is_some();
    (!is_none && (behind.iter().all(is_job) || is_date())).then(|| (*name).to_owned())
}

/// Two to four Chinese characters that begin with a surname and are no everyday word.
pub(in crate::extract) fn looks_like_a_name(tab: &str) -> bool {
    let letters: Vec<char> = tab.chars().collect();
    let chinese = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    if !(2..=4).contains(&letters.len()) || !letters.iter().all(chinese) {
        return false;
    }
    let long = LONG_SURNAMES.iter().any(|surname| tab.starts_with(surname));
    let short = letters.len() <= 3 && SURNAMES.contains(letters[0]);
    let is_word = LONG_SURNAMES.contains(&tab)
        || WORDS.iter().any(|word| tab.starts_with(word))
        || JOBS.iter().any(|word| tab.contains(word))
        || letters.last().is_some_and(|last| ENDS.contains(*last));
    (short || (long && letters.len() >= 3)) && !is_word && Period::part_in(tab, 0).is_none()
}

/// A word of the scheme: one of its items, sections, grades or labels.
pub(in crate::extract) fn is_word_of_scheme(mapping: &Mapping, tab: &str) -> bool {
    let tab = fold(tab);
    let items = mapping.lines.iter().map(|line| line.item.as_str());
    let sections = mapping.sections.iter().map(|section| section.name.as_str());
    let grades = mapping.grades.iter().map(|grade| grade.name.as_str());
    let positions = mapping.lines.iter().flat_map(|line| &line.positions);
    let named = items
        .chain(sections)
        .chain(grades)
        .chain(positions.map(String::as_str))
        .chain([mapping.name.as_str()]);
    let fields = mapping
        .fields
        .iter()
        .filter(|(field, _)| **field != Field::Name);
    let mut labels = fields.flat_map(|(_, spelled)| spelled);
    named.into_iter().any(|word| fold(word).contains(&tab))
        || labels.any(|spelling| spelling.matches_text(&tab))
}

#[cfg(test)]
mod tests {
    use super::{looks_like_a_name, name_in};

    #[test]
    fn the_name_in_a_tab() {
        let found = |tab: &str| name_in(tab, &|word| word == "王府井");
        for (tab, name) in [
            ("张三", "张三"),
            ("张 三", "张三"),
            ("研发部-林某", "林某"),
            ("前端-林某", "林某"),
            ("3、林某", "林某"),
            ("01 林某", "林某"),
            ("林某（10月）", "林某"),
            ("考核表（林某）2026年10月", "林某"),
            ("林某_2026-10", "林某"),
            ("林某-运营部", "林某"),
            ("王府井-林某", "林某"),
        ] {
            assert_eq!(found(tab).as_deref(), Some(name), "{tab}");
        }
        for tab in [
            "张三(2)",
            "林某-模板",
            "张三、李四",
            "周大福-店长",
            "10月",
            "Sheet1",
            "华东-汇总",
        ] {
            assert_eq!(found(tab), None, "{tab}");
        }
    }

    #[test]
    fn names_of_people_and_other_tabs() {
        for name in [
            "张三",
            "李小红",
            "张和平",
            "欧阳娜",
            "欧阳娜娜",
            "诸葛亮明",
            "单雪",
            "季晓明",
            "蔡文",
            "闫芳",
            "燕小满",
            "付强",
        ] {
            assert!(looks_like_a_name(name), "{name}");
        }
        let others = [
            "Sheet1",
            "张",
            "汇总",
            "模板",
            "十月",
            "一月",
            "季度",
            "销售部",
            "运营组",
            "华东区",
            "文案",
            "高级运营",
            "欧阳",
            "管理岗",
            "考核表",
            "张三(2)",
            "研发部-林某",
            "2026年",
            "司马",
            "李经理",
            "明细表",
            "项目经理",
            "付款",
            "燕郊",
        ];
        for other in others {
            assert!(!looks_like_a_name(other), "{other}");
        }
    }
}
