"""Small pages, one feature of layout each: what the articles are, whose headline stands where, who wrote them."""

from kb.ingest.source import parse_source
from kb.raw import ParsedDocument, ParsedSource
from kb.types import DocumentKind

HEAD = "山川日报\n2023年6月7日　星期三　第2版\n责任编辑：文　一　版式：柳　二\n\n"
TEA = (
    "本报讯（记者 马春）春茶上市，茶农手头正紧。县里近日推出\n茶农周转贷款，单户最高二十万元，随借随还，按天计息，\n"
    "茶农在村口服务站就能申请。\n"
)
FISH = "本报讯（通讯员 江河）湖里的鲈鱼进入捕捞期，渔民合作社\n新添三条冷链运输船，鲜鱼当晚就能运到省城的水产市场。\n"


def parse(text: str) -> ParsedSource:
    return parse_source(text.encode(), "page.txt")


def by_title(text: str) -> dict[str, ParsedDocument]:
    return {document.metadata.title: document for document in parse(text).documents}


def test_the_head_of_a_page_is_one_item_and_dates_the_others() -> None:
    found = by_title(HEAD + "茶农周转贷款上线\n" + TEA + "\n鲈鱼当晚运到省城\n" + FISH)
    assert list(found) == ["山川日报", "茶农周转贷款上线", "鲈鱼当晚运到省城"]
    assert found["山川日报"].metadata.kind is DocumentKind.MASTHEAD
    day = found["茶农周转贷款上线"].metadata.published
    assert day is not None and (day.value, day.span, day.inferred) == ("2023-06-07", None, True)


def test_a_byline_behind_the_dateline_signs_the_article_and_stays_in_its_text() -> None:
    found = by_title(HEAD + "茶农周转贷款上线\n" + TEA)["茶农周转贷款上线"]
    assert found.metadata.byline == "记者 马春"
    assert found.text.startswith("本报讯（记者 马春）春茶上市，茶农手头正紧。县里近日推出茶农周转贷款，")


def test_a_headline_in_three_lines_with_kicker_and_deck() -> None:
    text = (
        HEAD + "家门口就能申请 随借随还按天计息\n茶农周转\n贷款上线\n——单户最高二十万元\n记者 马春\n"
        "春茶上市，茶农手头正紧。县里近日推出茶农周转贷款，单\n"
        "户最高二十万元，随借随还，按天计息，茶农在村口服务站\n就能申请。\n"
        "\n鲈鱼当晚运到省城\n" + FISH
    )
    metadata = by_title(text)["茶农周转贷款上线"].metadata
    assert metadata.subtitle == "家门口就能申请 随借随还按天计息 ——单户最高二十万元"
    assert metadata.byline == "记者 马春"


def test_a_headline_that_extraction_printed_twice() -> None:
    found = by_title(
        HEAD + "茶农周转贷款上线\n茶农周转贷款上线\n" + TEA + "\n鲈鱼当晚运到省城鲈鱼当晚运到省城\n" + FISH
    )
    assert list(found) == ["山川日报", "茶农周转贷款上线", "鲈鱼当晚运到省城"]


def test_a_headline_below_its_article_without_a_blank_line() -> None:
    found = by_title(HEAD + TEA + "茶农周转贷款上线\n鲈鱼当晚运到省城\n" + FISH)
    assert found["茶农周转贷款上线"].text.endswith("茶农在村口服务站就能申请。")
    assert found["鲈鱼当晚运到省城"].text.startswith("本报讯（通讯员 江河）湖里的鲈鱼")


def test_a_headline_inside_a_sentence_of_its_article() -> None:
    text = (
        HEAD + "春茶上市，茶农老李手头正紧。县里近日推出茶农周转贷款，单\n"
        "户最高二十万元，随借随还，按天计息，茶农在村口服务站就能\n"
        "茶农周转贷款上线\n本报记者　马　春\n"
        "申请，最快当天放款。老李用这笔钱付清了采茶工的工钱，又添\n"
        "了两台炒茶机。县里说，周转贷款明年还要推广到笋农和果农。\n"
    )
    found = by_title(text)["茶农周转贷款上线"]
    assert "茶农在村口服务站就能申请，最快当天放款。" in found.text
    assert found.metadata.byline == "本报记者 马 春"
    assert len(parse(text).documents) == 2


def test_indented_paragraphs_of_two_articles_whose_boxes_take_turns() -> None:
    text = (
        HEAD + "茶农周转贷款上线\n记者 马春\n　　春茶上市，茶农手头正紧。县里近日推出\n"
        "茶农周转贷款，单户最高二十万元，村里的茶\n农在村口的茶农服务站就能申请这笔周转贷\n"
        "\n鲈鱼当晚运到省城\n通讯员 江河\n　　湖里的鲈鱼进入捕捞期，渔民合作社新添\n"
        "三条冷链运输船，捕捞上来的鲈鱼在冷链运\n输船上分拣装箱，鲈鱼离开湖面当晚就能运\n"
        "\n款，按天计息，随借随还。茶农老李贷了五\n万元周转，付清了采茶工的工钱。\n"
        "\n到省城的水产市场。渔民合作社说，鲈鱼的\n价钱比去年高了两成。\n"
    )
    found = by_title(text)
    assert found["茶农周转贷款上线"].text == (
        "春茶上市，茶农手头正紧。县里近日推出茶农周转贷款，单户最高二十万元，"
        "村里的茶农在村口的茶农服务站就能申请这笔周转贷款，"
        "按天计息，随借随还。茶农老李贷了五万元周转，付清了采茶工的工钱。"
    )
    assert found["鲈鱼当晚运到省城"].text == (
        "湖里的鲈鱼进入捕捞期，渔民合作社新添三条冷链运输船，捕捞上来的鲈鱼在冷链运输船上分拣装箱，"
        "鲈鱼离开湖面当晚就能运"
        "到省城的水产市场。渔民合作社说，鲈鱼的价钱比去年高了两成。"
    )


def test_a_picture_in_the_middle_of_an_article() -> None:
    text = (
        HEAD + "茶农周转贷款上线\n　　春茶上市，茶农手头正紧。县里近日推出\n茶农周转贷款，单户最高二十万元。\n"
        "\n　　▲6月5日，茶农在村口服务站申请贷款。\n　　通讯员　江　河　摄\n\n"
        "　　茶农在村口服务站就能申请，随借随还，\n按天计息，茶农老李贷了五万元。\n"
        "\n鲈鱼当晚运到省城\n　　" + FISH.replace("\n", "", 1)
    )
    found = parse(text).documents
    assert [document.metadata.kind for document in found] == [
        DocumentKind.MASTHEAD,
        DocumentKind.NEWS,
        DocumentKind.CAPTION,
        DocumentKind.NEWS,
    ]
    assert found[1].text.endswith("茶农老李贷了五万元。")
    assert found[2].metadata.byline == "通讯员 江 河 摄"


def test_an_advertisement_takes_no_headline_of_the_article_above_it() -> None:
    text = (
        HEAD + TEA + "茶农周转贷款上线\n海川物流诚聘司机\n月薪过万 包吃住\n热线：81234567 广告\n"
        "鲈鱼当晚运到省城\n" + FISH
    )
    found = by_title(text)
    assert list(found) == ["山川日报", "茶农周转贷款上线", "海川物流诚聘司机", "鲈鱼当晚运到省城"]
    advertisement = found["海川物流诚聘司机"]
    assert advertisement.metadata.kind is DocumentKind.ADVERTISEMENT
    assert advertisement.text == "海川物流诚聘司机\n月薪过万 包吃住\n热线：81234567广告"


def test_a_signature_closes_a_notice_and_dates_it() -> None:
    text = (
        HEAD + TEA + "\n关于征集茶园技术员的公告\n因春茶生产需要，现征集茶园技术员五名，有茶叶种植经\n"
        "验者优先，报名截至本月底。\n"
        "咨询电话：0579-81234567\n山川县农业农村局\n2023年6月1日\n鲈鱼当晚运到省城\n" + FISH
    )
    notice = by_title(text)["关于征集茶园技术员的公告"]
    assert notice.text.endswith("咨询电话：0579-81234567\n山川县农业农村局\n2023年6月1日")
    metadata = notice.metadata
    assert metadata.kind is DocumentKind.NOTICE
    assert [issuer.value for issuer in metadata.issuers] == ["山川县农业农村局"]
    assert metadata.published is not None
    assert (metadata.published.value, metadata.published.inferred) == ("2023-06-01", False)
    assert metadata.published.span is not None and metadata.published.span.of(notice.text) == "2023年6月1日"


def test_the_turns_of_an_interview_stay_together() -> None:
    text = (
        HEAD + "茶农怎么贷款\n本报记者 马春\n记者：贷款要抵押吗？\n"
        "李明：不要抵押，凭茶园面积和信用记录就能申请，单户最高\n二十万元。\n"
        "记者：多久能到账？\n李明：最快当天，一般不超过三天。\n" + "鲈鱼当晚运到省城\n" + FISH
    )
    assert by_title(text)["茶农怎么贷款"].text == (
        "记者：贷款要抵押吗？\n李明：不要抵押，凭茶园面积和信用记录就能申请，单户最高二十万元。\n"
        "记者：多久能到账？\n李明：最快当天，一般不超过三天。"
    )


def test_the_rest_of_an_article_of_another_page_is_one_of_its_own() -> None:
    text = (
        HEAD
        + "茶农周转贷款上线\n"
        + TEA
        + "（上接第1版）方案提出，三年内全县建成冷库二十座，每座补助\n十万元，由县农业农村局验收。（记者 柳江）\n"
    )
    parsed = parse(text)
    rest = parsed.documents[-1]
    assert rest.text == "方案提出，三年内全县建成冷库二十座，每座补助十万元，由县农业农村局验收。"
    assert rest.metadata.byline == "记者 柳江"
    assert parsed.warnings == (
        "“方案提出，三年内全县建成冷库二十座，每座补助十万元”在本版不完整：原文标注（上接第1版）",
    )


def test_whole_paragraphs_on_a_line_under_short_headlines() -> None:
    tea = TEA.replace("\n", "") + "\n"
    text = HEAD + "茶农周转\n贷款上线\n" + tea + "鲈鱼当晚运到省城\n渔民合作社添船\n" + FISH.replace("\n", "") + "\n"
    found = by_title(text)
    assert found["茶农周转贷款上线"].text == tea.strip()
    assert "鲈鱼当晚运到省城渔民合作社添船" in found


def test_a_policy_printed_in_full_with_its_number_and_who_it_addresses() -> None:
    text = (
        HEAD + "关于做好茶农周转贷款工作\n的通知\n　　山农发〔2023〕5号\n　　各乡镇人民政府，各有关银行：\n"
        "　　为缓解茶农资金压力，现就有关事项通知如下。\n"
        "　　一、对象\n　　本县茶农。\n　　二、额度\n　　单户最高二十万元。\n　　三、附则\n"
        "　　本通知自2023年7月1日起执行，有效期三年。\n"
        "　　山川县农业农村局\n　　2023年6月2日\n鲈鱼当晚运到省城\n　　"
        + FISH.replace("\n", "", 1)
        + "　　通讯员 江河\n"
    )
    policy = next(document for document in parse(text).documents if document.metadata.kind is DocumentKind.POLICY)
    metadata = policy.metadata
    assert metadata.title == "关于做好茶农周转贷款工作的通知"
    assert metadata.doc_number is not None and metadata.doc_number.value == "山农发〔2023〕5号"
    assert [issuer.value for issuer in metadata.issuers] == ["山川县农业农村局"]
    assert metadata.published is not None and metadata.published.value == "2023-06-02"
    assert metadata.effective_from is not None and metadata.effective_from.value == "2023-07-01"
    assert metadata.effective_to is not None and metadata.effective_to.value == "2026-06-30"
    assert metadata.region is not None and metadata.region.value == "山川县"
