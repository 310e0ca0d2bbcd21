#!/usr/bin/env python3
"""Makes the workbooks of this directory: python3 make_strangers.py

They are built as real scorecards, payrolls and lists are, and belong to none of the eight schemes: no mapping may be chosen
for them, since every figure would then be a false finding. Some share their headers with a scheme, some a few items.
All people are invented.
"""

import sys
from fractions import Fraction as F
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "fixtures"))

from grid import Formula, Grid, xlsx


def save(name, grids):
    (HERE / f"{name}.xlsx").write_bytes(xlsx(grids))


for old in HERE.glob("*.xlsx"):
    old.unlink()

# 1 department workbook of forms
gs=[]
for k,nm in enumerate(["林立","王芳","赵敏","何宁"]):
    g=Grid(f"前端-{nm}"); g.put(1,1,"2026年第三季度绩效考核表"); g.merge(1,1,1,8)
    g.row(2,["部门-姓名",f"研发部-{nm}","考核周期","季度","汇报对象","陈总"])
    g.row(3,["指标","考核要求/内容","评分规则",None,"权重","自评得分","上级评分","评分备注"]); g.merge(3,3,3,4)
    for i,(a,w) in enumerate([("代码质量",.2),("交付进度",.2),("技术创新",.25),("团队协作",.2),("学习成长",.15)]):
        g.row(4+i,[a,"按时完成","好90-100","差<60",F(str(w)),F(90-i),F(88-i),None])
    g.row(9,["特殊贡献及失误","加减分项",None,None,"加减分",F(0),F(2),None])
    g.put(10,1,"绩效考核得分"); g.merge(10,1,10,5); g.put(10,6,Formula("=F4*E4+F5*E5+F6*E6+F7*E7+F8*E8+F9",F("88.1"))); g.put(10,7,Formula("=G4*E4+G5*E5+G6*E6+G7*E7+G8*E8+G9",F("88.1")))
    gs.append(g)
s=Grid("汇总"); s.row(1,["姓名","部门","自评","上级","最终得分","等级"]); 
for i,nm in enumerate(["林立","王芳","赵敏","何宁"]): s.row(2+i,[nm,"研发部",F(88),F(88),F(88),"A"])
save('department',gs+[s])
# 2 goal sheet
g=Grid("1月"); g.put(1,1,"员工绩效目标表"); g.row(2,["姓    名：林立",None,"岗  位：工程师",None,"评估周期： 1月"])
g.row(3,["阶段","目标","目标权重","完成情况",None,"评分"]); g.row(4,[None,None,None,"完成进度","说明",None]); g.merge(3,4,3,5)
for i in range(5): g.row(5+i,["一阶段" if i==0 else None,f"目标{i+1}",F(1,5),"超额完成",None,F(90)])
g.row(10,["目标权重之和",None,F(1),None,"评分总和",F(90)]); g.row(11,["绩效等级","A"]); save('goal',[g])
# 3 peer review cards
g=Grid("Sheet1"); g.put(1,1,"同事互评表"); g.row(2,["被考核者","王芳","考核者","何宁"]); g.row(3,["序号","考核指标","权重","达成指标","备注"])
for i,(a,m) in enumerate([("工作态度",30),("协作精神",30),("专业能力",40)]): g.row(4+i,[F(i+1),a,F(m),F(m-4),None])
g.row(7,["合计",None,F(100),F(88)]); save('peer',[g])
# 4 roster of scores
g=Grid("scores"); g.row(1,["name","depart","quality","quality_p","speed","speed_p","extra","month"])
for i in range(6): g.row(2+i,[f"员工{i}","研发",F(90),F(3,10),F(85),F(7,10),F(0),"2026-10"])
save('scores-in-english',[g])
g=Grid("成绩"); g.row(1,["姓名","部门","代码质量\n45%","协作\n25%","进度\n30%","总分","等级"]); 
for i in range(6): g.row(2+i,["王"+"一二三四五六"[i],"研发",F(90),F(85),F(80),F("85.75"),"B"])
save('scores',[g])
# 5 KPI by month
g=Grid("KPI"); g.put(1,1,"2026年KPI跟踪"); g.row(2,["指标","权重","类型",*[f"{m}月" for m in range(1,13)]])
for i,a in enumerate(["销售额","毛利率","客户满意度"]):
    for j,t in enumerate(["目标","实际","差异"]): g.row(3+3*i+j,[a if j==0 else None,F(3,10),t,*[F(100+m) if m<10 else F(-1) for m in range(12)]])
save('kpi-month',[g])
# 6 weekly cards
g=Grid("第40周"); g.row(1,["周任务卡","张三"]); g.row(2,["任务","周一","周二","周三","周四","周五","得分"])
for i in range(5): g.row(3+i,[f"任务{i}",*["√" if (i+j)%3 else "×" for j in range(5)],F("0.98") if i else F("97.3")])
save('weekly',[g])
# 7 payroll
g=Grid("工资表"); g.put(1,1,"2026年10月工资发放表"); g.row(2,["序号","工号","姓名","部门","岗位","应发工资",None,None,None,"小计","扣款",None,"小计","实发工资","签字"])
g.row(3,[None]*5+["基本工资","绩效工资","加班费","补贴",None,"社保","个税"]); g.merge(2,6,2,9); g.merge(2,11,2,12)
for i in range(8): g.row(4+i,[F(i+1),f"E{i+1:03d}","赵钱孙李周吴郑王"[i]+"明","运营部","专员",F(6000),F(1200),F(300),F(100),F(7600),F(600),F(50),F(650),F(6950)])
g.row(12,[None,None,None,None,None,F(48000),F(9600)]); save('payroll',[g])
g=Grid("绩效工资"); g.put(1,1,"2026年10月绩效工资发放表"); g.row(2,["工号","姓名","部门","岗位","考核得分","绩效等级","绩效系数","绩效基数","绩效工资","签字"])
for i in range(6): g.row(3+i,[f"E{i+1:03d}","赵钱孙李周吴"[i]+"明","运营部","专员",F(88),"B",F(1),F(2000),F(2000)])
save('paylist',[g])
# 8 template
g=Grid("导入模板"); 
for i in range(5): g.put(1+i,1,f"{i+1}. 填写说明：带*为必填")
g.row(6,["工号(*)","姓名(*)","部门","考核月份(*)","考核得分(*)","绩效等级","备注"]); save('template',[g])
# more
g=Grid("10月"); g.put(1,1,"2026年10月客服绩效考核表"); g.row(2,["工号","姓名","部门","岗位","好评率",None,None,"转化率",None,None,"投诉处理",None,"总分","基本工资","绩效比例","绩效工资"]); g.row(3,[None]*4+["好评数","总评价数","得分","订单量","访客数","得分","投诉数量","得分"])
for a,b in ((5,7),(8,10),(11,12)): g.merge(2,a,2,b)
for i in range(5): g.row(4+i,[f"E{i}","赵钱孙李周"[i]+"芳","客服部","客服",F(940),F(1000),F(38),F(1050),F(3990),F(27),F(3),F(29),F(94),F(6000),F(1,5),F(1128)])
save('other-roster',[g])
g=Grid("张三"); g.put(1,1,"行政专员绩效考核表"); g.row(2,["姓名","张三","部门","行政部","岗位","行政专员","考核月份","2026年10月"]); g.row(3,["类别","序号","考核内容","分值","次数/实绩","扣分","得分","备注"])
for i,(a,m) in enumerate([("办公用品管理",20),("会议组织",20),("考勤统计",20),("工位不整齐",20),("档案管理",20)]): g.row(4+i,["行政",F(i+1),a,F(m),F(0),F(0),F(m)])
g.row(9,["合计",None,None,F(100),None,None,F(100)]); g.row(10,["考核奖金",None,None,None,None,None,F(500)]); save('other-form',[g])
g=Grid("李四"); g.put(1,1,"财务经理绩效考核表"); g.row(2,["姓名","李四","考核月份","2026年10月"]); g.row(3,["关键指标及分值","考评标准及细则","自评分","考评分","考核人评语及扣分项"])
for i,(a,m) in enumerate([("预算管理",30),("资金安全",30),("团队管理",15),("报表及时",15),("自我学习能力",10)]): g.row(4+i,[f"{a}({m}分)","按时完成",F(m),F(m-1),None])
g.row(9,["合计",None,F(100),F(95)]); save('other-manager',[g])
g=Grid("王五"); g.put(1,1,"2026年10月绩效考核表"); g.row(2,["姓名","王五","部门","仓储部","岗位","仓管","考核月份","2026年10月"]); g.row(3,["序号","考核指标","权重","目标值","实际值","评估公式","得分"])
for i,(a,w) in enumerate([("发货及时率",40),("库存准确率",30),("客户满意度",10),("团队管理",20)]): g.row(4+i,[F(i+1),a,F(w,100),F(95,100),F(96,100),"实际÷目标×权重",F(w)])
g.row(8,["总评分",None,None,None,None,None,F(100)]); g.row(9,["基本工资",F(6000),"绩效比例",F(1,5),"本人绩效工资",F(1200)]); save('other-monthly',[g])
g=Grid("明细"); g.row(1,["工号","姓名","岗位","指标","权重","目标值","实际值","得分"]); 
for i in range(3):
    for j,(a,w) in enumerate([("发货及时率",50),("库存准确率",50)]): g.row(2+2*i+j,[f"W{i}","孙"+"一二三"[i],"仓管员",a,F(w,100),F(95,100),F(90,100),F(47)])
h=Grid("汇总"); h.row(1,["工号","姓名","岗位","总分","等级","绩效系数","绩效基数","绩效工资"])
for i in range(3): h.row(2+i,[f"W{i}","孙"+"一二三"[i],"仓管员",F(94),"A",F("1.2"),F(2000),F(2400)])
save('other-team',[g,h])
g=Grid("主管"); g.put(1,1,"财务主管绩效考核表"); g.row(2,["姓名","周六"]); g.row(3,["序号","岗位职责","权重","评分(百分制)","加权得分"])
for i in range(8): g.row(4+i,[F(i+1),f"职责{i+1}",F(125,1000),F(90),F("11.25")])
g.row(12,["合计",None,F(1),None,F(90)]); save('other-supervisor',[g])
g=Grid("审查"); g.put(1,1,"主管审查表"); g.row(2,["姓名","周七"]); g.row(3,["序号","考核维度","权重","自评","上级","同事","得分","备注"])
for i,(a,w) in enumerate([("沟通能力",30),("团队管理",30),("执行力",40)]): g.row(4+i,[F(i+1),a,F(w,100),F(90),F(88),F(85),F("26.3")])
g.row(7,["总分",None,None,None,None,None,F(88)]); g.row(8,["等级",None,None,None,None,None,"B"]); save('other-review',[g])
g=Grid("10月"); g.row(1,["工号","姓名","层级","考核周期","销售额",None,None,"客户满意度",None,None,"总分","等级","绩效系数","绩效基数","绩效工资"]); g.row(2,[None]*4+["目标","实际","得分"]*2); g.merge(1,5,1,7); g.merge(1,8,1,10)
for i in range(3): g.row(3+i,[f"L{i}","吴"+"一二三"[i],"区域经理","2026年10月",F(100),F(90),F(90),F(9,10),F(9,10),F(100),F(95),"A",F("1.2"),F(5000),F(6000)])
save('other-leadership',[g])
g=Grid("考勤"); g.row(1,["工号","姓名","部门",*[F(d) for d in range(1,32)],"出勤天数"])
for i in range(4): g.row(2+i,[f"E{i}","郑"+"一二三四"[i],"运营",*["√"]*31,F(26)])
save('attendance',[g])
g=Grid("花名册"); g.row(1,["工号","姓名","部门","岗位","基本工资","绩效比例","绩效基数","在职状态"]); 
for i in range(4): g.row(2+i,[f"E{i}","郑"+"一二三四"[i],"运营","专员",F(6000),F(1,5),F(2000),"在职"])
save('roster',[g])

# Duties of another job, known by their numbers alone: their weights are not the scheme's.
for count in (16, 17, 20):
    weight = F(5, 100)
    g = Grid("周六")
    g.put(1, 1, "财务主管绩效考核表")
    g.row(2, ["姓名", "周六", "考核月份", "2026年10月"])
    g.row(3, ["序号", "岗位职责", "权重", "评分(百分制)", "加权得分"])
    for i in range(count):
        g.row(4 + i, [F(i + 1), f"财务职责第{i + 1}项", weight, F(90), 90 * weight])
    g.row(4 + count, ["合计", None, weight * count, None, 90 * weight * count])
    save(f"duties-{count}", [g])
