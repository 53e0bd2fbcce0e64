"""The published schema of an applicant's facts: their names, what each may also be called, and how it is given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a fact is given."""

    TEXT = "text"
    CHOICE = "choice"
    TRUTH = "truth"
    DAY = "day"
    NUMBER = "number"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the schema."""

    name: str
    form: Form
    meaning: str
    """In the applicant's language."""
    unit: str | None = None
    """Of a number that is given without one."""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


ENTITIES = ("企业", "个体工商户", "个人", "农民专业合作社", "家庭农场", "社会组织", "机关事业单位", "农户")
SIZES = ("大型", "中型", "小型", "微型", "小微", "中小", "中小微")
STATUSES = ("held", "pending", "expired", "unsure", "denied")
REGISTERED, WORKING = "注册地", "经营地"
"""The marks of a region that is one of two: where the firm is registered, and where it works."""
PERFORMANCE = "绩效评价"
"""The scheme of `performance_grade`: what districts grade firms by (亩均效益, 综合评价)."""

FIELDS: tuple[Field, ...] = (
    Field(
        "region", Form.TEXT, "所在地（注册地）",
        aliases=("place", "location", "city", "registered_region", "registration_place", "地区", "注册地",
            "所在地", "区域", "注册地址"),
    ),
    Field("site", Form.TEXT, "实际经营地、厂址", aliases=("working_region", "factory_place", "经营地", "厂址",
        "实际经营地")),
    Field("home", Form.TEXT, "经营者的户籍地", aliases=("home_region", "户籍地", "户籍所在地")),
    Field(
        "entity", Form.CHOICE, "主体类型", choices=ENTITIES,
        aliases=("entity_type", "subject", "applicant_type", "主体", "主体类型", "企业类型", "类型"),
    ),
    Field("size", Form.CHOICE, "企业规模", choices=SIZES, aliases=("scale", "firm_size", "规模", "企业规模",
        "企业划型")),
    Field("industry", Form.TEXT, "行业", aliases=("trade", "sector", "行业", "所属行业", "主营业务", "经营范围")),
    Field(
        "established", Form.DAY, "成立时间",
        aliases=("founded", "registered_on", "established_on", "establishment_date", "成立时间", "成立日期",
            "注册时间"),
    ),
    Field("age_months", Form.NUMBER, "成立了几个月", "月", aliases=("age_of_firm_months", "months_in_business",
        "成立月数")),
    Field("employees", Form.NUMBER, "从业人员", "人", aliases=("staff", "headcount", "从业人员", "员工人数",
        "职工人数", "人数")),
    Field(
        "revenue", Form.NUMBER, "营业收入", "元",
        aliases=("annual_revenue", "sales", "turnover", "营业收入", "年营业收入", "销售额", "营收", "产值"),
    ),
    Field("assets", Form.NUMBER, "资产总额", "元", aliases=("total_assets", "资产总额", "总资产")),
    Field("net_assets", Form.NUMBER, "净资产", "元", aliases=("净资产",)),
    Field(
        "registered_capital", Form.NUMBER, "注册资本", "元", aliases=("capital", "注册资本", "注册资金")
    ),
    Field("paid_in_capital", Form.NUMBER, "实缴资本", "元", aliases=("实缴资本", "实收资本")),
    Field("tax", Form.NUMBER, "年纳税额", "元", aliases=("annual_tax", "tax_paid", "纳税", "纳税额", "年纳税额")),
    Field("profit", Form.NUMBER, "年利润", "元", aliases=("net_profit", "利润", "净利润")),
    Field("investment", Form.NUMBER, "投资额", "元", aliases=("invested", "投资额", "总投资", "项目投资")),
    Field("debt", Form.NUMBER, "负债", "元", aliases=("debts", "负债", "贷款余额")),
    Field("debt_ratio", Form.NUMBER, "资产负债率", "%", aliases=("资产负债率",)),
    Field("rd_expense", Form.NUMBER, "研发费用", "元", aliases=("rd_expenses", "研发费用", "研发投入")),
    Field(
        "rd_ratio", Form.NUMBER, "研发费用占营业收入的比重", "%",
        aliases=("rd_intensity", "rd_share", "研发占比", "研发投入占比", "研发费用占比"),
    ),
    Field("rd_staff", Form.NUMBER, "研发人员", "人", aliases=("rd_employees", "研发人员", "科技人员", "研发人员数")),
    Field("overseas_revenue", Form.NUMBER, "境外收入（出口额）", "元", aliases=("export_revenue", "exports_amount",
        "境外收入", "出口额", "出口收入", "海外收入")),
    Field("overseas_ratio", Form.NUMBER, "境外收入占营业收入的比重", "%", aliases=("export_ratio", "境外收入占比",
        "出口占比")),
    Field("hightech_revenue", Form.NUMBER, "高新技术产品（服务）收入", "元", aliases=("高新技术产品收入",
        "高新收入")),
    Field("hightech_ratio", Form.NUMBER, "高新技术产品（服务）收入占营业收入的比重", "%", aliases=(
        "高新技术产品收入占比",)),
    Field("rd_staff_ratio", Form.NUMBER, "研发人员占比", "%", aliases=("rd_staff_share", "研发人员占比",
        "科技人员占比")),
    Field("age", Form.NUMBER, "申请人年龄", "岁", aliases=("applicant_age", "年龄")),
    Field(
        "qualifications", Form.LIST, "资质、称号",
        aliases=("qualification", "titles", "certifications", "资质", "称号", "资质称号", "企业资质"),
    ),
    Field("identities", Form.LIST, "申请人身份", aliases=("identity", "applicant_identities", "身份", "人员身份")),
    Field(
        "performance_grade", Form.TEXT, "绩效（亩均）综合评价等级",
        aliases=("grade", "evaluation_grade", "绩效评价", "综合评价", "亩均评价", "绩效等级", "评价等级"),
    ),
    Field("grades", Form.MAP, "各项评价的等级：{评价名称: 等级}", aliases=("ratings", "等级", "评级")),
    Field("states", Form.MAP, "其他情况：{说法: true|false|null}", aliases=("status", "situations", "情况",
        "其他情况")),
    Field("figures", Form.MAP, "其他数字：{名称: 数}", aliases=("counts", "其他数字", "数量")),
    Field(
        "review", Form.MAP, "审核结果：{审核方: approved|rejected|pending}",
        aliases=("joint_review", "joint_meeting_review", "review_result", "审核结果", "会商结果", "联审结果"),
    ),
    Field("applies_for", Form.TEXT, "想申请什么（政策、贷款、补贴的名称）", aliases=("product", "programme", "想申请",
        "申请事项", "申请项目")),
    Field("loan", Form.MAP, "想要的贷款", aliases=("loan_request", "request", "贷款", "贷款需求")),
    Field(
        "prior_loan", Form.TRUTH, "以前是否有过银行贷款",
        aliases=("prior_bank_loan", "has_prior_loan", "had_loan", "贷过款", "有过贷款"),
    ),
    Field(
        "first_time_entrepreneur", Form.TRUTH, "是否首次创业", aliases=("first_venture", "first_startup", "首次创业")
    ),
    Field(
        "credit_bad", Form.TRUTH, "是否有不良信用记录",
        aliases=("bad_credit", "credit_problem", "信用不良", "有不良信用", "征信不良"),
    ),
    Field(
        "application_date", Form.DAY, "申请日期", aliases=("apply_date", "applied_on", "as_of", "申请日期", "申请时间")
    ),
)  # fmt: skip
LOAN_FIELDS: tuple[Field, ...] = (
    Field(
        "guarantee", Form.TEXT, "担保方式：信用、保证、抵押、质押", aliases=("type", "guarantee_type", "loan_type",
            "担保方式", "贷款方式", "方式")
    ),
    Field("collateral", Form.TEXT, "抵押、质押的是什么", aliases=("pledge", "抵押物", "质押物", "质物")),
    Field("amount", Form.NUMBER, "贷款金额", "元", aliases=("loan_amount", "金额", "贷款金额", "额度")),
    Field("term_months", Form.NUMBER, "贷款期限", "月", aliases=("term", "period", "loan_term", "period_months",
        "期限", "贷款期限")),
    Field("purpose", Form.TEXT, "贷款用途", aliases=("use", "usage", "用途", "贷款用途", "资金用途")),
)  # fmt: skip
"""What `loan` holds; its facts are named loan.guarantee, loan.amount …, and may also be given flat."""

SUFFIXES: Mapping[str, tuple[int, str]] = {
    "wan": (10**4, "元"), "万元": (10**4, "元"), "万": (10**4, "元"), "yuan": (1, "元"), "元": (1, "元"),
    "yi": (10**8, "元"), "亿元": (10**8, "元"), "亿": (10**8, "元"), "pct": (1, "%"), "percent": (1, "%"),
    "months": (1, "月"), "个月": (1, "月"), "years": (12, "月"), "年": (12, "月"),
}  # fmt: skip
"""What may follow the name of a number behind `_`: how many of the unit one is."""
STATE_NAMES: Mapping[str, str] = {
    "needs_financing": "有融资需求", "lacks_financing": "缺乏资金", "innovation_need": "有创新需求",
    "in_default": "贷款逾期", "blacklisted": "列入失信名单", "dishonest": "列入失信名单",
    "abnormal_operation": "列入经营异常名录", "major_violation": "有严重违法失信行为", "owes_tax": "欠税",
    "owes_wages": "拖欠工资", "in_operation": "正常经营", "safety_accident": "发生安全事故",
    "environmental_violation": "有环保违法行为", "exports": "有出口业务",
}  # fmt: skip
"""States that have an English name."""
NOT_KNOWN = frozenset(
    {"", "unknown", "未知", "不详", "不清楚", "不知道", "不确定", "未说明", "没说", "null", "none", "?", "？"}
)
"""Texts that stand for null."""

SINGLE = frozenset(
    {field.name for field in FIELDS if field.form in (Form.TEXT, Form.CHOICE, Form.TRUTH, Form.DAY, Form.NUMBER)}
    | {f"loan.{field.name}" for field in LOAN_FIELDS}
)
"""Facts of which an applicant has one value."""


def _plain(name: str) -> str:
    return re.sub(r"[\s\-]+", "_", name.strip()).lower()


_ONLY_IN_LOAN = frozenset({"type", "use", "usage", "period", "term", "方式", "期限", "用途", "金额", "额度"})
_BY_NAME = {_plain(name): field for field in FIELDS for name in (*field.aliases, field.name)}
_BY_LOAN_NAME = {_plain(name): field for field in LOAN_FIELDS for name in (*field.aliases, field.name)}


def field_named(name: str) -> Field | None:
    """Return the fact that a name or one of its aliases means."""
    return _BY_NAME.get(_plain(name))


def loan_field_named(name: str) -> Field | None:
    """Return what of a loan a name means, with or without `loan.` or `loan_` before it."""
    plain = _plain(name)
    return _BY_LOAN_NAME.get(plain) or _BY_LOAN_NAME.get(re.sub(r"^loan[._]", "", plain))


def flat_loan_field_named(name: str) -> Field | None:
    """Return what of a loan a name means outside of `loan`; 类型 or 期限 of what, only `loan` tells."""
    plain = _plain(name)
    return None if plain in _ONLY_IN_LOAN else loan_field_named(name)


def without_suffix(name: str) -> tuple[str, tuple[int, str] | None]:
    """Return a name without a unit behind it, and what the unit is: revenue_wan."""
    plain = _plain(name)
    head, _, tail = plain.rpartition("_")
    return (head, SUFFIXES[tail]) if head and tail in SUFFIXES else (plain, None)
